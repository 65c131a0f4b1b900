import type { JsonObject, JsonValue } from '../../lib/model/index.js';

/** Merges values as Helm does: maps key by key, everything else as a whole, the later one winning. */
export function mergeValues(...layers: readonly (JsonObject | undefined)[]): JsonObject {
  let merged: Record<string, JsonValue | undefined> = {};
  for (const layer of layers) {
    if (layer === undefined) continue;
    const next = { ...merged };
    for (const [key, value] of Object.entries(layer)) {
      const before = next[key];
      if (value === undefined) continue;
      next[key] = isMap(before) && isMap(value) ? mergeValues(before, value) : value;
    }
    merged = next;
  }
  return merged;
}

/** Whether a value is a map. */
export function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
