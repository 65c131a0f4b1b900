import { Layout, SHARD_KEY, type ClusterScale } from '../../gitops/writer.js';
import type { ManifestEntry } from '../../manifest/index.js';
import { isMap } from '../../manifest/index.js';
import type { JsonObject, KubeObject } from '../../model/index.js';

/** Groups whose controllers share their work by the label. */
const SHARDED: ReadonlySet<string> = new Set([
  'helm.toolkit.fluxcd.io',
  'kustomize.toolkit.fluxcd.io',
  'source.toolkit.fluxcd.io',
]);

/**
 * Puts what Flux does for a tenant onto the tenant's shard: releases, Kustomizations and the sources they read, since
 * each controller looks at its own shard alone. A label set by hand is left alone.
 */
export function withShards(entries: readonly ManifestEntry[], scale: ClusterScale): readonly ManifestEntry[] {
  if (scale.shards === undefined) return entries;
  const layout = new Layout(scale);
  return entries.map((entry) => {
    const shard = layout.shardOf(entry.unit);
    if (shard === undefined || entry.layer !== 'written' || !SHARDED.has(entry.id.group)) return entry;
    return { ...entry, object: labelled(entry.object, shard) };
  });
}

function labelled(object: KubeObject, shard: string): KubeObject {
  const { metadata } = object;
  const key = metadata.labels?.[SHARD_KEY] ?? shard;
  const labels = { ...metadata.labels, [SHARD_KEY]: key };
  const { spec } = object;
  const chart = isMap(spec) && isMap(spec['chart']) ? spec['chart'] : undefined;
  return {
    ...object,
    metadata: { ...metadata, labels },
    ...(isMap(spec) && chart !== undefined ? { spec: { ...spec, chart: labelledChart(chart, key) } } : {}),
  };
}

/** The HelmChart that the release makes is read by the source controller of the same shard. */
function labelledChart(chart: JsonObject, key: string): JsonObject {
  const metadata = isMap(chart['metadata']) ? chart['metadata'] : {};
  const labels = isMap(metadata['labels']) ? metadata['labels'] : {};
  return { ...chart, metadata: { ...metadata, labels: { ...labels, [SHARD_KEY]: key } } };
}
