import { isMap, listOf, textOf } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';

/** A value with the operations of a JSON patch on it; undefined where one of them does not fit. */
export function jsonPatched(value: JsonValue, operations: readonly JsonValue[]): JsonValue | undefined {
  let result: JsonValue | undefined = value;
  for (const operation of operations) {
    const path = isMap(operation) ? textOf(operation['path']) : undefined;
    const kind = isMap(operation) ? textOf(operation['op']) : undefined;
    if (!isMap(operation) || result === undefined || path?.startsWith('/') !== true) return undefined;
    if (kind !== 'add' && kind !== 'replace' && kind !== 'remove') return undefined;
    const keys = path
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    result = changed(result, keys, kind, operation['value']);
  }
  return result;
}

function changed(
  at: JsonValue | undefined,
  keys: readonly string[],
  kind: 'add' | 'replace' | 'remove',
  value: JsonValue | undefined,
): JsonValue | undefined {
  const [key = '', ...rest] = keys;
  if (isMap(at)) return changedMap(at, key, rest, kind, value);
  return Array.isArray(at) ? changedList(listOf(at), key, rest, kind, value) : undefined;
}

function changedMap(
  map: JsonObject,
  key: string,
  rest: readonly string[],
  kind: 'add' | 'replace' | 'remove',
  value: JsonValue | undefined,
): JsonValue | undefined {
  if (rest.length > 0) {
    const child = changed(map[key], rest, kind, value);
    return child === undefined ? undefined : { ...map, [key]: child };
  }
  if (kind !== 'add' && map[key] === undefined) return undefined;
  if (kind === 'remove') return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
  return value === undefined ? undefined : { ...map, [key]: value };
}

function changedList(
  list: readonly JsonValue[],
  key: string,
  rest: readonly string[],
  kind: 'add' | 'replace' | 'remove',
  value: JsonValue | undefined,
): JsonValue | undefined {
  const at = key === '-' ? list.length : Number(key);
  if (!Number.isInteger(at) || at < 0 || at > list.length) return undefined;
  const items = [...list];
  if (rest.length > 0) {
    const child = changed(items[at], rest, kind, value);
    if (child === undefined) return undefined;
    items[at] = child;
    return items;
  }
  if (kind === 'remove') return at < items.length ? items.filter((_, place) => place !== at) : undefined;
  if (value === undefined || (kind === 'replace' && at >= items.length)) return undefined;
  items.splice(at, kind === 'replace' ? 1 : 0, value);
  return items;
}
