import { parseDocument } from 'yaml';
import { formatObject, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { field } from '../context.js';
import { at, isJsonObject, objects, text } from '../read.js';

type FindConfigMap = (namespace: string, name: string) => ManifestEntry | undefined;

/**
 * Values of a HelmRelease as Flux merges them: each of `valuesFrom` in its order, the inline ones last. Maps are merged,
 * lists replaced. A value that nothing in the set holds is stood for by its reference.
 */
export function releaseValues(release: ManifestEntry, find: FindConfigMap): JsonObject {
  let values: JsonObject = {};
  for (const reference of objects(field(release, 'spec', 'valuesFrom'))) {
    const path = text(reference['targetPath']);
    const found = referenced(release, reference, find);
    if (path === undefined) values = merge(values, parsed(found));
    else values = withValue(values, path, found ?? standIn(release, reference));
  }
  const inline = field(release, 'spec', 'values');
  return isJsonObject(inline) ? merge(values, inline) : values;
}

function referenced(release: ManifestEntry, reference: JsonObject, find: FindConfigMap): string | undefined {
  if (text(reference['kind']) !== 'ConfigMap') return undefined;
  const configMap = find(release.id.namespace, text(reference['name']) ?? '');
  return configMap === undefined
    ? undefined
    : text(field(configMap, 'data', text(reference['valuesKey']) ?? 'values.yaml'));
}

function standIn({ id }: ManifestEntry, reference: JsonObject): string {
  const [kind, name] = [text(reference['kind']) ?? '', text(reference['name']) ?? ''];
  return formatObject({ kind, name, namespace: id.namespace });
}

/** Text that is no YAML is Helm's to refuse; here it counts for nothing. */
function parsed(yaml: string | undefined): JsonObject {
  if (yaml === undefined) return {};
  const document = parseDocument(yaml);
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  return isJsonObject(value) ? value : {};
}

function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, JsonValue | undefined> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isJsonObject(before) && isJsonObject(value) ? merge(before, value) : value;
  }
  return merged;
}

/** The values with one more at a path such as `meshConfig.caCertificates[0].pem`. */
function withValue(values: JsonObject, path: string, value: string): JsonObject {
  const set = place(values, path.match(/[^.[\]]+/g) ?? [], value);
  return isJsonObject(set) ? set : values;
}

function place(holder: JsonValue | undefined, [key, ...rest]: readonly string[], value: string): JsonValue {
  if (key === undefined) return value;
  if (!/^\d+$/.test(key))
    return { ...(isJsonObject(holder) ? holder : {}), [key]: place(at(holder, key), rest, value) };
  const list = Array.isArray(holder) ? [...(holder as readonly JsonValue[])] : [];
  list[Number(key)] = place(list[Number(key)], rest, value);
  return list;
}
