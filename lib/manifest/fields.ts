import type { JsonObject, JsonValue } from '../model/index.js';

/** The map at a path of fields; empty where there is none. */
export function mapAt(value: JsonValue | undefined, ...path: readonly string[]): JsonObject {
  let at = value;
  for (const key of path) at = isMap(at) ? at[key] : undefined;
  return isMap(at) ? at : {};
}

/** A list, or an empty one. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

/** A text that is not empty. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Entries of a map whose value is text. */
export function textsOf(map: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Fields of a map that have a value. */
export function defined(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

/** Whether a value is a map. */
export function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
