import type { ManifestSet } from '../../manifest/index.js';
import { MeshError } from '../../model/index.js';
import { folderProblems, keyProblems } from './apart.js';
import { sharedProblems } from './shared-units.js';

/** The clusters of a program: each with its objects, and with the address of what Flux reads them from. */
export interface ClusterTree {
  /** Objects and units. */
  readonly set: ManifestSet;
  /** URL of the repository or artifact. */
  readonly url: string;
}

/**
 * Refuses clusters that are not apart: shared units that differ, Kustomizations that read the folder of another cluster,
 * and, where several clusters read one source, Secrets that the key of another one opens.
 */
export function checkClusters(trees: readonly ClusterTree[]): void {
  const sets = trees.map(({ set }) => set);
  const sources = [...new Set(trees.map(({ url }) => url))];
  const [first, ...rest] = [
    ...sharedProblems(sets),
    ...folderProblems(sets),
    ...sources.flatMap((source) => keyProblems(trees.filter(({ url }) => url === source).map(({ set }) => set))),
  ];
  if (first !== undefined) throw new MeshError([first, ...rest]);
}
