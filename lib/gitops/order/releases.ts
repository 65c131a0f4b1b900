import { mapAt, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';

/** A HelmRelease with the name of its chart. */
export interface Release {
  readonly entry: ManifestEntry;
  readonly chart: string;
  /** Namespace that its pods run in. */
  readonly namespace: string;
}

/** HelmReleases of a set, with their charts. */
export function releasesOf(set: ManifestSet): readonly Release[] {
  return set
    .byKind('helm.toolkit.fluxcd.io', 'HelmRelease')
    .filter(({ layer }) => layer === 'written')
    .map((entry) => ({ entry, chart: chartOf(set, entry), namespace: namespaceOf(entry) }));
}

function namespaceOf({ object, id }: ManifestEntry): string {
  return textOf(mapAt(object, 'spec')['targetNamespace']) ?? id.namespace;
}

/** The chart by its name, or by the last part of the URL of its OCI source. */
function chartOf(set: ManifestSet, { object, id }: ManifestEntry): string {
  const chart = textOf(mapAt(object, 'spec', 'chart', 'spec')['chart']);
  if (chart !== undefined) return chart.split('/').at(-1) ?? chart;
  const { kind, name, namespace } = mapAt(object, 'spec', 'chartRef');
  if (textOf(kind) !== 'OCIRepository') return '';
  const source = set.get(
    'source.toolkit.fluxcd.io',
    'OCIRepository',
    textOf(namespace) ?? id.namespace,
    textOf(name) ?? '',
  );
  return textOf(mapAt(source?.object, 'spec')['url'])?.split('/').at(-1) ?? '';
}
