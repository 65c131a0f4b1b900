import type { JsonObject } from '../../lib/model/index.js';
import { splitKind } from '../../lib/analyzer/index.js';
import type { Reference } from './reference.js';

/** An object that a controller or chart will make; a missing one fails the test. */
export function predictedFor(cluster: Reference, kind: string, namespace: string, name: string): JsonObject {
  const split = splitKind(kind);
  const found = cluster.set
    .byKind(split.group, split.kind)
    .find(({ id, layer }) => layer === 'predicted' && id.namespace === namespace && id.name === name);
  if (found === undefined) throw new Error(`nobody will make ${kind} ${namespace}/${name}`);
  return found.object;
}
