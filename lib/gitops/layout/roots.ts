import { UNIT_LIMIT, compare, type ManifestEntry } from '../../manifest/index.js';
import { MeshError, type KubeObject } from '../../model/index.js';
import { FLUX_NAMESPACE, type GitopsOptions } from '../options.js';
import { clusterDirectory } from '../paths.js';
import { sourceRef } from '../source.js';
import { folderOf, type Step } from './steps.js';

/** The Kustomizations that apply the roots: none waits, since what a root holds waits by itself. */
export function rootObjects(
  steps: readonly Step[],
  { cluster, repository, scale }: GitopsOptions,
): readonly KubeObject[] {
  const used = new Set(steps.map(({ folder }) => folder));
  return [...(scale?.roots ?? [])]
    .sort(compare)
    .filter((root) => used.has(folderOf(root)))
    .map((root) => ({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: `root-${root}`, namespace: FLUX_NAMESPACE },
      spec: {
        interval: '10m',
        path: `./${rootDirectory(cluster, root)}`,
        prune: true,
        retryInterval: '2m',
        serviceAccountName: 'kustomize-controller',
        sourceRef: sourceRef(repository),
        timeout: '5m',
        wait: false,
      },
    }));
}

/** Folder of a root. */
export function rootDirectory(cluster: string, root: string): string {
  return `${clusterDirectory(cluster)}/roots/${root}`;
}

/** Refuses an entry or root, and a group of guard rails, that holds more than Flux builds in reasonable time. */
export function refuseLargeRoots(derived: readonly ManifestEntry[], { cluster }: GitopsOptions): void {
  const counts = new Map<string, number>();
  for (const { unit } of derived) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  for (const [unit, count] of counts) {
    if (count > UNIT_LIMIT) throw tooLarge(cluster, unit, count, 'scale.roots');
  }
}

/** Refuses a group of guard rails that holds more than Flux builds in reasonable time. */
export function refuseLargeGroups(steps: readonly Step[], { cluster, scale }: GitopsOptions): void {
  if (scale?.groups === undefined) return;
  for (const { unit, entries } of steps) {
    if (entries.length > UNIT_LIMIT) throw tooLarge(cluster, unit.path, entries.length, 'scale.groups');
  }
}

function tooLarge(cluster: string, path: string, count: number, field: string): MeshError {
  return new MeshError({
    code: 'TM2015',
    where: cluster,
    field,
    what: `"${path}" holds ${String(count)} objects, and ${String(UNIT_LIMIT)} are the most that Flux builds in reasonable time`,
    remedy: `Name more places in \`${field}\`: what is there is spread over them by a stable hash.`,
  });
}
