import type { JsonObject, JsonValue } from '../../../../model/index.js';
import { child, item } from '../../path.js';
import { isList, isObject, own } from '../../values.js';

/** Paths, below an object of a type, at which the API server misses something in it; empty for the object itself. */
export type Demand = (object: JsonObject) => readonly string[];

/** Whether something holds of an object. */
export type Condition = (object: JsonObject) => boolean;

/** What the API server demands of objects of each type, beyond what its published schema calls required. */
export type Demands = Readonly<Record<string, readonly Demand[]>>;

/** Whether a value counts as none for a server in Go: also an empty text or list, and zero. */
export function isNone(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '' || value === 0 || (isList(value) && value.length === 0);
}

/** Value at a path of fields. */
export function at(object: JsonObject, path: string): JsonValue | undefined {
  // Most are the name of one field, and this is asked several times of each object.
  if (!path.includes('.')) return own(object, path);
  return path
    .split('.')
    .reduce<JsonValue | undefined>((value, name) => (isObject(value) ? own(value, name) : undefined), object);
}

/** Fields that must have a value. */
export function need(...paths: readonly string[]): Demand {
  return (object) => paths.filter((path) => isNone(at(object, path)));
}

/** A map that must have an entry. */
export function needEntries(path: string): Demand {
  return (object) => {
    const value = at(object, path);
    return isObject(value) && Object.keys(value).length > 0 ? [] : [path];
  };
}

/** One of several fields must be there; where none is, the API server names another place. */
export function needOneOf(place: string, ...names: readonly string[]): Demand {
  return (object) => (names.some((name) => !isNone(at(object, name))) ? [] : [place]);
}

/** One of several fields must be there, with whatever value; where none is, the API server names another place. */
export function needPart(place: string, ...names: readonly string[]): Demand {
  return (object) => (names.some((name) => has(name)(object)) ? [] : [place]);
}

/** Demands that hold under a condition alone. */
export function when(condition: Condition, ...demands: readonly Demand[]): Demand {
  return (object) => (condition(object) ? demands.flatMap((demand) => demand(object)) : []);
}

/** Demands on every item of a list, whose type itself does not say so. */
export function each(list: string, ...demands: readonly Demand[]): Demand {
  return (object) => {
    const items = at(object, list);
    return (isList(items) ? items : []).flatMap((one, index) =>
      demands.flatMap((demand) => demand(isObject(one) ? one : {}).map((path) => child(item(list, index), path))),
    );
  };
}

/** Reports another place than the one at which something is missing. */
export function reportedAt(place: string, demand: Demand): Demand {
  return (object) => (demand(object).length > 0 ? [place] : []);
}

/** No item of a list may be empty. */
export function needItems(list: string): Demand {
  return (object) => {
    const items = at(object, list);
    return (isList(items) ? items : []).flatMap((one, index) => (isNone(one) ? [item(list, index)] : []));
  };
}

/** A field has one of several values. */
export function is(path: string, ...values: readonly JsonValue[]): Condition {
  return (object) => values.includes(at(object, path) ?? '');
}

/** A field is there, with whatever value. */
export function has(path: string): Condition {
  return (object) => (at(object, path) ?? null) !== null;
}

/** A field is not there, or has the value that counts as none. */
export function lacks(path: string): Condition {
  return (object) => isNone(at(object, path));
}

/** A list has more than one item. */
export function several(list: string): Condition {
  return (object) => {
    const items = at(object, list);
    return isList(items) && items.length > 1;
  };
}

/** All of several conditions. */
export function both(...conditions: readonly Condition[]): Condition {
  return (object) => conditions.every((condition) => condition(object));
}

/** The opposite of a condition. */
export function not(condition: Condition): Condition {
  return (object) => !condition(object);
}
