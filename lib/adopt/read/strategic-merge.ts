import { isMap } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';

/** Field by which items of a list of a built-in kind are known, by the name of the list. */
const ITEM_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
};

/** Whether lists of a group merge by item; those of custom resources are replaced. */
export function mergesLists(group: string): boolean {
  return group === '' || group === 'apps' || group === 'batch' || group === 'autoscaling' || group.endsWith('.k8s.io');
}

/** A map with a strategic merge patch on it; `null` takes a field away. */
export function mergeMap(base: JsonObject, patch: JsonObject, byItem: boolean): JsonObject {
  if (patch['$patch'] === 'replace') return without(patch);
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(without(patch))) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergeValue(key, base[key], value, byItem));
  }
  return Object.fromEntries(merged);
}

function mergeValue(
  key: string,
  base: JsonValue | undefined,
  patch: JsonValue | undefined,
  byItem: boolean,
): JsonValue | undefined {
  if (isMap(base) && isMap(patch)) return mergeMap(base, patch, byItem);
  const [one, other] = [mapsOf(base), mapsOf(patch)];
  if (!byItem || one === undefined || other === undefined) return patch;
  const name = (ITEM_KEYS[key] ?? []).find((field) =>
    other.every((item) => item[field] !== undefined || item['$patch'] !== undefined),
  );
  return name === undefined ? patch : mergeItems(one, other, name);
}

function mergeItems(base: readonly JsonObject[], patch: readonly JsonObject[], name: string): readonly JsonObject[] {
  if (patch.some((item) => item['$patch'] === 'replace' && item[name] === undefined)) {
    return patch.filter((item) => item['$patch'] === undefined);
  }
  const items = [...base];
  for (const item of patch) {
    const at = items.findIndex((known) => known[name] === item[name]);
    const known = items[at];
    if (item['$patch'] === 'delete') items.splice(at, at < 0 ? 0 : 1);
    else if (known === undefined) items.push(without(item));
    else items[at] = mergeMap(known, item, true);
  }
  return items;
}

function without(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith('$')));
}

function mapsOf(value: JsonValue | undefined): readonly JsonObject[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly JsonValue[] = value;
  return items.every((item): item is JsonObject => isMap(item)) ? items : undefined;
}
