import type { JsonObject, JsonValue } from '../../model/index.js';
import type { ManifestEntry } from '../entry.js';

/** A Secret by its place. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** Secrets that exist because of an object of the tree: itself one, or asked of a controller. */
export function createdSecrets({ object, id }: ManifestEntry): readonly SecretName[] {
  const { namespace, name } = id;
  const spec = isMap(object['spec']) ? object['spec'] : {};
  switch (`${id.group}/${id.kind}`) {
    case '/Secret':
    case 'bitnami.com/SealedSecret':
      return [{ namespace, name }];
    case 'cert-manager.io/Certificate':
      return named(spec['secretName'], namespace);
    case 'external-secrets.io/ExternalSecret':
      return [{ namespace, name: targetName(spec) ?? name }];
    default:
      return [];
  }
}

/** Whether a trust-manager Bundle puts a Secret of this name into every namespace, or into selected ones. */
export function bundledSecret({ object, id }: ManifestEntry): string | undefined {
  if (id.group !== 'trust.cert-manager.io' || id.kind !== 'Bundle') return undefined;
  const spec = isMap(object['spec']) ? object['spec'] : {};
  const target = isMap(spec['target']) ? spec['target'] : {};
  return isMap(target['secret']) ? id.name : undefined;
}

function targetName(spec: JsonObject): string | undefined {
  const target = spec['target'];
  const name = isMap(target) ? target['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function named(name: JsonValue | undefined, namespace: string): readonly SecretName[] {
  return typeof name === 'string' && name !== '' ? [{ namespace, name }] : [];
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
