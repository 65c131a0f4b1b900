import type { JsonObject, JsonValue } from '../model/index.js';

/** The map at a path of fields; empty where there is none. */
export function mapAt(value: JsonValue | undefined, ...path: readonly string[]): JsonObject {
  let at = value;
  for (const key of path) at = isMap(at) ? at[key] : undefined;
  return isMap(at) ? at : {};
}

/** The list in a field; empty where there is none. */
export function listAt(map: JsonObject, key: string): readonly JsonValue[] {
  const value = map[key];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** The text in a field. */
export function textAt(map: JsonObject, key: string): string | undefined {
  const value = map[key];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a value is a map. */
export function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields of a map that have a value. */
export function defined(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}
