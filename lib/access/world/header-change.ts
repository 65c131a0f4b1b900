import { listOf, mapAt, textOf, textsOf } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';

/** What a route does to the headers of a request on its way; names in lower case. */
export interface HeaderChange {
  readonly set: ReadonlyMap<string, string>;
  readonly add: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** Change that `headers.request` of a VirtualService asks for; undefined for none. */
export function virtualServiceHeaders(route: JsonObject): HeaderChange | undefined {
  const request = mapAt(route, 'headers', 'request');
  return changeOf(
    Object.entries(textsOf(mapAt(request, 'set'))),
    Object.entries(textsOf(mapAt(request, 'add'))),
    request['remove'],
  );
}

/** Change that filters of an HTTPRoute ask for; undefined for none. */
export function filterHeaders(filters: readonly JsonObject[]): HeaderChange | undefined {
  const found = filters.find(({ type }) => type === 'RequestHeaderModifier');
  if (found === undefined) return undefined;
  const { set, add, remove } = mapAt(found, 'requestHeaderModifier');
  return changeOf(pairs(set), pairs(add), remove);
}

/** Headers after a change. */
export function changedHeaders(
  headers: ReadonlyMap<string, string>,
  change: HeaderChange | undefined,
): ReadonlyMap<string, string> {
  if (change === undefined) return headers;
  const made = new Map(headers);
  for (const [name, value] of change.add) made.set(name, made.has(name) ? `${made.get(name) ?? ''},${value}` : value);
  for (const [name, value] of change.set) made.set(name, value);
  for (const name of change.remove) made.delete(name);
  return made;
}

type Pairs = readonly (readonly [name: string, value: string])[];

function changeOf(set: Pairs, add: Pairs, remove: JsonValue | undefined): HeaderChange | undefined {
  const removed = listOf(remove).filter((name) => typeof name === 'string');
  if (set.length + add.length + removed.length === 0) return undefined;
  const lowered = (list: Pairs): ReadonlyMap<string, string> =>
    new Map(list.map(([name, value]) => [name.toLowerCase(), value]));
  return { set: lowered(set), add: lowered(add), remove: removed.map((name) => name.toLowerCase()) };
}

function pairs(list: JsonValue | undefined): Pairs {
  return listOf(list)
    .map((value) => mapAt(value))
    .map(({ name, value }) => [textOf(name) ?? '', textOf(value) ?? '']);
}
