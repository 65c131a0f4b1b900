import { listOf, mapAt, textOf, textsOf } from '../../../lib/manifest/index.js';
import type { JsonObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';
import { conditionOf } from './conditions.js';

/** A pod as the server knows it now. */
export interface LivePod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Deployment whose ReplicaSet made it; empty where none did. */
  readonly deployment: string;
  readonly ready: boolean;
}

/** Every pod of the cluster with the Deployment that made it. */
export async function livePods(client: Client): Promise<readonly LivePod[]> {
  // In this order, for a ReplicaSet is there before its pods.
  const pods = await listAll(client, '/api/v1/pods');
  const sets = await listAll(client, '/apis/apps/v1/replicasets');
  const owners = new Map(sets.map((set) => [keyOf(set), ownerOf(set, 'Deployment')]));
  return pods.map((pod) => {
    const metadata = mapAt(pod, 'metadata');
    const namespace = textOf(metadata['namespace']) ?? '';
    return {
      name: textOf(metadata['name']) ?? '',
      namespace,
      labels: textsOf(mapAt(metadata, 'labels')),
      deployment: owners.get(`${namespace}/${ownerOf(pod, 'ReplicaSet')}`) ?? '',
      ready: conditionOf(pod, 'Ready')['status'] === 'True' && metadata['deletionTimestamp'] === undefined,
    };
  });
}

/** The items of a list of the API. */
export async function listAll(client: Client, path: string): Promise<readonly JsonObject[]> {
  const { ok, body, message } = await client.get(path);
  if (!ok) throw new Error(`${path} cannot be listed: ${message}`);
  return listOf(mapAt(body)['items']).map((item) => mapAt(item));
}

function keyOf(object: JsonObject): string {
  const { namespace, name } = mapAt(object, 'metadata');
  return `${textOf(namespace) ?? ''}/${textOf(name) ?? ''}`;
}

function ownerOf(object: JsonObject, kind: string): string {
  const owner = listOf(mapAt(object, 'metadata')['ownerReferences']).find((one) => mapAt(one)['kind'] === kind);
  return textOf(mapAt(owner)['name']) ?? '';
}
