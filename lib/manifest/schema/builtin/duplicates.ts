import type { Schema } from '../../../imports/schemas.js';
import type { JsonObject, JsonValue } from '../../../model/index.js';
import { item } from '../path.js';
import { canonical, isObject, own } from '../values.js';
import type { Place } from './place.js';
import { uniqueOf, type Unique } from './repeats.js';
import { resolve } from './resolve.js';

/** Reports items that repeat an earlier one, for a create or, where that compares nothing, for server-side apply. */
export function checkDuplicates(list: readonly JsonValue[], place: Place): void {
  if (list.length < 2) return;
  const rules = uniqueOf(place.slot) ?? declared(place.type.schema);
  if (rules.length === 0) return;
  const items = resolve(place.type.schema.items ?? {}, place.document).schema;
  for (const rule of rules) checkUnique(list, rule, items, place);
}

function declared(schema: Schema): readonly Unique[] {
  const kind = schema['x-kubernetes-list-type'];
  if (kind === 'set') return [{ by: [], suffix: '' }];
  return kind === 'map' ? [{ by: schema['x-kubernetes-list-map-keys'] ?? [], suffix: '' }] : [];
}

function checkUnique(list: readonly JsonValue[], rule: Unique, items: Schema, place: Place): void {
  const { by, suffix, named } = rule;
  const { checked, found } = place;
  const what = by.length === 0 ? 'item' : by.join(' and ');
  const seen = new Map<string, number>();
  list.forEach((one, index) => {
    const key = by.length === 0 || !isObject(one) ? one : keyOf(one, by, items);
    // What has no key at all is missing it, and repeats nothing.
    if (key === null || (isObject(key) && by.some((name, at) => at === 0 && !Object.hasOwn(key, name)))) return;
    const text = canonical(key);
    const before = seen.get(text);
    if (before !== undefined) {
      const remedy = `Give each item of ${checked} ${by.length === 0 ? 'a value' : what} of its own, or merge the two.`;
      const message = `repeats the ${what} of an earlier item`;
      found.push({
        code: 'TM3013',
        field: `${item(checked, named === 'earlier' ? before : index)}${suffix}`,
        message,
        value: key,
        remedy,
      });
    }
    seen.set(text, index);
  });
}

function keyOf(object: JsonObject, names: readonly string[], schema: Schema): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = own(object, name) ?? schema.properties?.[name]?.default ?? null;
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}
