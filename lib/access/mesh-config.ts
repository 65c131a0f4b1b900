import { parse } from 'yaml';
import { isMap, listOf, mapAt, textOf, type ManifestEntry, type ManifestSet } from '../manifest/index.js';
import type { JsonObject, JsonValue } from '../model/index.js';
import { strings } from '../analyzer/read.js';

/** What the mesh as a whole decides. */
export interface MeshConfig {
  /** Namespace whose policies apply everywhere. */
  readonly rootNamespace: string;
  /** Trust domains of the mesh, its own first. */
  readonly trustDomains: readonly string[];
  /** Further trust domains whose certificates are taken. */
  readonly acceptedDomains: readonly string[];
  /** The mesh config as data. */
  readonly values: JsonObject;
  /** Settings of istiod's process. */
  readonly env: Readonly<Record<string, JsonValue | undefined>>;
  /** Where it was read; undefined where Istio's defaults are assumed. */
  readonly entry: ManifestEntry | undefined;
  /** What was assumed for want of an object, as sentences. */
  readonly assumptions: readonly string[];
}

const DEFAULT_ROOT = 'istio-system';

/** Reads the mesh config of a set: ConfigMap `istio`, or the values of the release of istiod. */
export function meshConfig(set: ManifestSet, rootNamespace?: string): MeshConfig {
  const fromMap = configMap(set, rootNamespace);
  if (fromMap !== undefined) return fromMap;
  const release = istiodRelease(set);
  if (release === undefined) {
    const root = rootNamespace ?? DEFAULT_ROOT;
    return config({}, {}, undefined, root, [
      ...(rootNamespace === undefined ? [`The root namespace is ${root}, as no object says otherwise.`] : []),
      'There is no mesh config: trust domain cluster.local, no extension providers, ALLOW_ANY outbound.',
    ]);
  }
  const values = mergedValues(set, release);
  const target = textOf(mapAt(release.object, 'spec')['targetNamespace']) ?? release.id.namespace;
  const mesh = mapAt(values, 'meshConfig');
  const env = { ...mapAt(values, 'pilot', 'env'), ...mapAt(values, 'env') };
  return config(mesh, env, release, rootNamespace ?? textOf(mesh['rootNamespace']) ?? target, []);
}

function config(
  values: JsonObject,
  env: JsonObject,
  entry: ManifestEntry | undefined,
  rootNamespace: string,
  assumptions: readonly string[],
): MeshConfig {
  const domain = textOf(values['trustDomain']) ?? 'cluster.local';
  const trustDomains = [domain, ...strings(values['trustDomainAliases'])];
  const extra = listOf(values['caCertificates']).flatMap((ca) => strings(mapAt(ca)['trustDomains']));
  return { rootNamespace, trustDomains, acceptedDomains: [...trustDomains, ...extra], values, env, entry, assumptions };
}

function configMap(set: ManifestSet, rootNamespace: string | undefined): MeshConfig | undefined {
  const found = set
    .byKind('', 'ConfigMap')
    .filter(({ id, object }) => id.name === 'istio' && textOf(mapAt(object, 'data')['mesh']) !== undefined);
  const entry = found.find(({ id }) => id.namespace === rootNamespace) ?? found[0];
  if (entry === undefined) return undefined;
  const values = yamlMap(textOf(mapAt(entry.object, 'data')['mesh']) ?? '');
  const root = rootNamespace ?? textOf(values['rootNamespace']) ?? entry.id.namespace;
  return config(values, {}, entry, root, ['The settings of istiod itself are its defaults, as no release shows them.']);
}

function istiodRelease(set: ManifestSet): ManifestEntry | undefined {
  return set
    .byKind('helm.toolkit.fluxcd.io', 'HelmRelease')
    .find(({ object }) => textOf(mapAt(object, 'spec', 'chart', 'spec')['chart']) === 'istiod');
}

/** Values of a release as far as they stand in the set: ConfigMaps of `valuesFrom` first, inline values over them. */
function mergedValues(set: ManifestSet, release: ManifestEntry): JsonObject {
  const spec = mapAt(release.object, 'spec');
  let values: JsonObject = {};
  for (const reference of listOf(spec['valuesFrom'])) {
    const { kind, name, valuesKey, targetPath } = mapAt(reference);
    if (kind !== 'ConfigMap' || targetPath !== undefined || typeof name !== 'string') continue;
    const map = set.get('', 'ConfigMap', release.id.namespace, name);
    const text = textOf(mapAt(map?.object, 'data')[textOf(valuesKey) ?? 'values.yaml']);
    if (text !== undefined) values = merge(values, yamlMap(text));
  }
  return merge(values, mapAt(spec, 'values'));
}

function merge(under: JsonObject, over: JsonObject): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isMap(before) && isMap(value) ? merge(before, value) : value;
  }
  return result;
}

function yamlMap(text: string): JsonObject {
  const value: unknown = parse(text, { version: '1.1' });
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
