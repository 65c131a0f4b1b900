import type { JsonObject, JsonValue } from '../../../model/index.js';
import { child, item } from '../path.js';
import { isList, isObject, put, type MutableObject } from '../values.js';
import type { SchemaNode } from './node.js';

/** A field that the schema does not have. */
export interface UnknownField {
  readonly path: string;
  readonly name: string;
  readonly value: JsonValue;
  /** Schema of the object it stands in. */
  readonly parent: SchemaNode | undefined;
}

const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * The object as the API server sees it after decoding: unknown fields gone, nulls that are not admitted dropped or
 * replaced, defaults filled in. The original stays as it is.
 */
export function prepare(object: JsonObject, root: SchemaNode): { object: JsonObject; unknown: UnknownField[] } {
  const unknown: UnknownField[] = [];
  const made = prepareObject(object, { node: root, path: '', unknown, embedded: true, preserve: root.preserve });
  unknown.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { object: made, unknown };
}

interface Place {
  readonly node: SchemaNode | undefined;
  readonly path: string;
  readonly unknown: UnknownField[];
  readonly embedded: boolean;
  readonly preserve: boolean;
}

function prepareValue(value: JsonValue, place: Place): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  return isList(value) ? prepareList(value, place) : prepareObject(value, place);
}

function below(place: Place, node: SchemaNode | undefined, path: string): Place {
  return { node, path, unknown: place.unknown, embedded: node?.embedded ?? false, preserve: node?.preserve ?? false };
}

function prepareObject(object: JsonObject, place: Place): JsonObject {
  const { node, path } = place;
  const made: MutableObject = {};
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (value === undefined) continue;
    if (place.embedded && META_FIELDS.has(name)) {
      put(made, name, value);
      continue;
    }
    const property = node?.property(name) ?? node?.extra;
    if (property || node?.open) prepareField(made, name, value, below(place, property, child(path, name)));
    else if (place.preserve) put(made, name, value);
    else place.unknown.push({ path: child(path, name), name, value, parent: node });
  }
  if (node) fillDefaults(made, node);
  return made;
}

function prepareField(made: MutableObject, name: string, value: JsonValue, place: Place): void {
  if (value !== null || !place.node || place.node.nullable) put(made, name, prepareValue(value, place));
  else if (place.node.default !== undefined) put(made, name, withDefaults(place.node.default, place.node));
}

function prepareList(list: readonly JsonValue[], place: Place): JsonValue {
  const { items } = place.node ?? {};
  return list.map((value, index) => {
    if (value === null && items && !items.nullable && items.default !== undefined) {
      return withDefaults(items.default, items);
    }
    // Under preserved fields a list passes the leave on to its items, whatever their own schema says.
    const at = below(place, items, item(place.path, index));
    return prepareValue(value, place.preserve ? { ...at, preserve: true } : at);
  });
}

function fillDefaults(object: MutableObject, node: SchemaNode): void {
  for (const name of node.defaulted) {
    const property = node.property(name);
    if (property?.default !== undefined && !Object.hasOwn(object, name)) {
      put(object, name, withDefaults(property.default, property));
    }
  }
}

/** A copy of a default with the defaults below it. */
function withDefaults(value: JsonValue, node: SchemaNode): JsonValue {
  const place = { node, path: '', unknown: [], embedded: node.embedded, preserve: true };
  return isObject(value) ? prepareObject(value, place) : prepareValue(value, place);
}
