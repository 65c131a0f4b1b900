import { isMap, mapAt } from '../../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';

/** A namespace that no policy of a tenant holds for, and where nothing is ever stored. */
export const SCRATCH: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'scratch' } };

/** Fields that differ between two objects of one content. */
const MOMENTARY = [
  ['status'],
  ['metadata', 'creationTimestamp'],
  ['metadata', 'generation'],
  ['metadata', 'managedFields'],
  ['metadata', 'resourceVersion'],
  ['metadata', 'uid'],
  ['spec', 'clusterIP'],
  ['spec', 'clusterIPs'],
  // Autoscalers change it at once.
  ['spec', 'replicas'],
] as const;

/** An object as the server would store it: with what it fills in, and quantities as it writes them. */
export async function asStored(client: Client, object: KubeObject): Promise<JsonObject> {
  const { name, namespace } = object.metadata;
  const moved = { ...object, metadata: { ...object.metadata, namespace: SCRATCH.metadata.name ?? '' } };
  const { ok, body, message } = await client.create(moved, { dryRun: true });
  if (!ok) throw new Error(`${object.kind} ${name ?? ''} is refused: ${message}`);
  const stored = MOMENTARY.reduce<JsonObject>((left, path) => without(left, path), mapAt(body));
  return { ...stored, metadata: { ...mapAt(stored, 'metadata'), ...(namespace === undefined ? {} : { namespace }) } };
}

function without(object: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const { [key]: inner, ...others } = object;
  if (rest.length === 0) return others;
  return isMap(inner) ? { ...others, [key]: without(inner, rest) } : object;
}
