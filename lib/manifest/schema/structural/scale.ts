import type { JsonObject, JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { isInt64, isObject, own } from '../values.js';

const INT32_MAX = 2 ** 31 - 1;

/** Checks the number of replicas of a kind that can be scaled. */
export function checkScale(scale: JsonValue | undefined, object: JsonObject): readonly SchemaFinding[] {
  const path = isObject(scale) ? own(scale, 'specReplicasPath') : undefined;
  if (typeof path !== 'string') return [];
  const field = path.replace(/^\./, '');
  // What is no object on the way is returned itself, since the API server stumbles over it.
  const value = field
    .split('.')
    .reduce<JsonValue | undefined>((at, name) => (isObject(at) ? own(at, name) : (at ?? undefined)), object);
  if (value === undefined || (typeof value === 'number' && isInt64(value) && value >= 0 && value <= INT32_MAX))
    return [];
  const message = `must be a whole number from 0 to ${INT32_MAX}`;
  return [{ code: 'TM3009', field, message, value, remedy: 'Write the number of replicas.' }];
}
