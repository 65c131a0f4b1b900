import { kindInfo, kinds, type GatewayChannel, type KindInfo } from '../../imports/schemas.js';
import { groupVersion, type JsonObject } from '../../model/index.js';
import { checkBuiltin } from './builtin/check.js';
import { checkCustom } from './custom.js';
import type { SchemaFinding } from './finding.js';
import { nearest } from './suggest.js';

/** How objects are checked. */
export interface SchemaCheckOptions {
  /**
   * Channel of the Gateway API that the cluster has.
   * @default 'standard'
   */
  readonly gatewayApiChannel?: GatewayChannel;
}

/**
 * Everything that the API server would refuse in an object on create with strict field validation.
 *
 * The object is left as it is. A kind that the package does not carry is reported as information, not as an error.
 */
export function checkSchema(object: JsonObject, options: SchemaCheckOptions = {}): readonly SchemaFinding[] {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || apiVersion === '') return [missing('apiVersion')];
  if (typeof kind !== 'string' || kind === '') return [missing('kind')];
  const { gatewayApiChannel: gatewayChannel = 'standard' } = options;
  const info = kindInfo(apiVersion, kind, { gatewayChannel });
  if (!info) return [unknownKind(apiVersion, kind, kinds({ gatewayChannel }))];
  return info.origin === 'crd' ? checkCustom(object, info) : checkBuiltin(object, info);
}

function missing(field: 'apiVersion' | 'kind'): SchemaFinding {
  return { code: 'TM3005', field, message: 'required field is missing', remedy: `Add '${field}'.` };
}

function unknownKind(apiVersion: string, kind: string, all: readonly KindInfo[]): SchemaFinding {
  const { group, version } = groupVersion(apiVersion);
  const siblings = all.filter((one) => one.group === group);
  if (siblings.length === 0) {
    const message = `the group '${group}' is not known, so the object is not checked`;
    return {
      code: 'TM3002',
      field: '',
      message,
      value: `${apiVersion} ${kind}`,
      remedy: 'Check it against the cluster.',
    };
  }
  const versions = siblings.filter((one) => one.kind === kind).map((one) => one.version);
  if (versions.length > 0) {
    const message = `${kind} is not served in the version '${version}'`;
    const remedy = `Write one of ${versions.map((one) => `'${group === '' ? one : `${group}/${one}`}'`).join(', ')}.`;
    return { code: 'TM3001', field: 'apiVersion', message, value: apiVersion, remedy };
  }
  const near = nearest(kind, new Set(siblings.map((one) => one.kind)));
  const remedy = near === undefined ? 'Write a kind of the group.' : `Did you mean '${near}'?`;
  return { code: 'TM3001', field: 'kind', message: `the group '${group}' has no such kind`, value: kind, remedy };
}
