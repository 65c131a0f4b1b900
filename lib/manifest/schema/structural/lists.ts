import type { JsonObject, JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { checkEmbedded } from '../metadata/embedded.js';
import { child, entry, item } from '../path.js';
import { canonical, isList, isObject, own } from '../values.js';
import type { SchemaNode } from './node.js';

/** Checks that lists declared as maps or sets hold no key or item twice, and objects inside the object. */
export function checkLists(node: SchemaNode, value: JsonValue, path: string, found: SchemaFinding[]): void {
  if (!node.restricted) return;
  if (isList(value)) {
    checkUnique(node, value, path, found);
    const { items } = node;
    if (items) value.forEach((one, index) => checkLists(items, one, item(path, index), found));
  } else if (isObject(value)) {
    if (node.embedded) checkEmbedded(value, path, found);
    for (const key of Object.keys(value)) {
      const field = own(value, key);
      const property = node.property(key);
      if (field === undefined) continue;
      if (property) checkLists(property, field, child(path, key), found);
      else if (node.extra) checkLists(node.extra, field, entry(path, key), found);
    }
  }
}

function checkUnique(node: SchemaNode, list: readonly JsonValue[], path: string, found: SchemaFinding[]): void {
  switch (node.schema['x-kubernetes-list-type']) {
    case 'set': {
      reportRepeats(list.map(canonical), list, path, 'item', found);
      return;
    }
    case 'map': {
      checkKeys(node, list, path, found);
      return;
    }
    case 'atomic':
    case undefined:
      return;
  }
}

function checkKeys(node: SchemaNode, list: readonly JsonValue[], path: string, found: SchemaFinding[]): void {
  const names = node.schema['x-kubernetes-list-map-keys'] ?? [];
  const wrong = list.findIndex((one) => one !== null && !isObject(one));
  if (wrong >= 0) {
    const remedy = `Write an object with ${names.join(', ')}.`;
    const message = 'must be an object, for the list is keyed by fields of its items';
    found.push({ code: 'TM3013', field: item(path, wrong), message, value: list[wrong] ?? null, remedy });
    return;
  }
  const keys = list.map((one) => keyOf(isObject(one) ? one : {}, names));
  reportRepeats(keys.map(canonical), keys, path, names.length === 1 ? (names[0] ?? '') : 'key', found);
}

function keyOf(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(object, name) ? [[name, object[name]]] : [])));
}

/** Reports each value at its second appearance. */
function reportRepeats(
  texts: readonly string[],
  values: readonly JsonValue[],
  path: string,
  what: string,
  found: SchemaFinding[],
): void {
  if (texts.length < 2) return;
  const times = new Map<string, number>();
  texts.forEach((text, index) => {
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    if (before !== 1) return;
    const message = `repeats the ${what} of an earlier item`;
    const remedy = `Give each item of ${path} a ${what} of its own, or merge the two.`;
    found.push({ code: 'TM3013', field: item(path, index), message, value: values[index] ?? null, remedy });
  });
}
