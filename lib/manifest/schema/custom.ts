import { crd, crdSchema, type KindInfo } from '../../imports/schemas.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { Findings, type SchemaFinding } from './finding.js';
import { decodeMetadata } from './metadata/decode.js';
import { checkMetadata } from './metadata/rules.js';
import { checkLists } from './structural/lists.js';
import { SchemaNode } from './structural/node.js';
import { prepare, type UnknownField } from './structural/prepare.js';
import { checkRules } from './structural/rules.js';
import { checkScale } from './structural/scale.js';
import { validate } from './structural/validate.js';
import { nearest } from './suggest.js';
import { isObject } from './values.js';

interface CustomKind {
  readonly node: SchemaNode;
  /** Whether the status is written by controllers alone, so that a create drops it. */
  readonly status: boolean;
  readonly scale: JsonValue | undefined;
}

const kinds = new WeakMap<KindInfo, CustomKind>();

/** Checks a custom resource in the order of the API server: decoding, metadata, schema, lists, then rules. */
export function checkCustom(object: JsonObject, info: KindInfo): readonly SchemaFinding[] {
  const { node, status, scale } = kindOf(info);
  const found: SchemaFinding[] = [];
  const findings = new Findings();
  const { metadata = {} } = object;
  const decoded = decodeMetadata(metadata, 'metadata', found);
  const prepared = prepare(object, node);
  found.push(...prepared.unknown.map(unknownFinding));
  const seen = status ? without(prepared.object, 'status') : prepared.object;
  if (decoded)
    found.push(...checkMetadata(metadata, { name: 'subdomain', namespaced: info.scope === 'Namespaced' }, 'metadata'));
  validate(node, seen, '', found);
  found.push(...checkScale(scale, seen));
  checkLists(node, seen, '', found);
  findings.addAll(found);
  if (findings.blocking) return findings.list();
  const violated: SchemaFinding[] = [];
  checkRules(node, seen, '', violated);
  findings.addAll(violated);
  return findings.list();
}

function kindOf(info: KindInfo): CustomKind {
  const known = kinds.get(info);
  if (known) return known;
  const version = crd(info).spec.versions.find(({ name }) => name === info.version);
  const subresources = version?.subresources ?? {};
  const made = {
    node: new SchemaNode(crdSchema(info)),
    status: subresources['status'] !== undefined,
    scale: subresources['scale'],
  };
  kinds.set(info, made);
  return made;
}

function without(object: JsonObject, name: string): JsonObject {
  if (object[name] === undefined) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

function unknownFinding({ path, name, value, parent }: UnknownField): SchemaFinding {
  const near = nearest(name, parent?.names ?? []);
  const hint = near === undefined ? '' : `Did you mean '${near}'? `;
  const shown = isObject(value) || Array.isArray(value) ? {} : { value };
  return {
    code: 'TM3003',
    field: path,
    message: 'is not a field of the kind',
    ...shown,
    remedy: `${hint}Rename or remove the field.`,
  };
}
