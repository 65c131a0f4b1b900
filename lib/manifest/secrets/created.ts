import type { JsonValue } from '../../model/index.js';
import type { ManifestEntry } from '../entry.js';
import { isMap, mapAt, textOf } from '../fields.js';

/** A Secret by its place. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** Secrets that exist because of an object of the tree: itself one, or asked of a controller. */
export function createdSecrets({ object, id }: ManifestEntry): readonly SecretName[] {
  const { namespace, name } = id;
  const spec = mapAt(object['spec']);
  switch (`${id.group}/${id.kind}`) {
    case '/Secret':
    case 'bitnami.com/SealedSecret':
      return [{ namespace, name }];
    case 'cert-manager.io/Certificate':
      return named(spec['secretName'], namespace);
    case 'external-secrets.io/ExternalSecret':
      return [{ namespace, name: textOf(mapAt(spec, 'target')['name']) ?? name }];
    default:
      return [];
  }
}

/** Whether a trust-manager Bundle puts a Secret of this name into every namespace, or into selected ones. */
export function bundledSecret({ object, id }: ManifestEntry): string | undefined {
  if (id.group !== 'trust.cert-manager.io' || id.kind !== 'Bundle') return undefined;
  return isMap(mapAt(object['spec'], 'target')['secret']) ? id.name : undefined;
}

function named(name: JsonValue | undefined, namespace: string): readonly SecretName[] {
  const text = textOf(name);
  return text === undefined ? [] : [{ namespace, name: text }];
}
