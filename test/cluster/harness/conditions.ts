import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';
import { until } from './until.js';

/** The condition of an object by its type; empty where it has none. */
export function conditionOf(object: JsonObject | undefined, type: string): JsonObject {
  const found = listOf(mapAt(object, 'status')['conditions']).find((one) => mapAt(one)['type'] === type);
  return mapAt(found);
}

/** Waits until an object has a condition with a status, and returns the object. */
export async function untilCondition(
  client: Client,
  object: KubeObject,
  { type = 'Ready', status = 'True', deadline = 60_000 } = {},
): Promise<JsonObject> {
  let last: JsonObject | undefined;
  const ask = async (): Promise<JsonObject | undefined> => {
    last = await client.read(object);
    return conditionOf(last, type)['status'] === status ? last : undefined;
  };
  const what = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''} ${type}=${status}`;
  const seen = (): string => textOf(conditionOf(last, type)['message']) ?? 'It has no such condition.';
  return until(what, ask, { deadline, seen });
}
