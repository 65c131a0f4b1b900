import type { ObjectId } from '../model/index.js';

/**
 * Name of the file of an object: `<kind>[.<group>]_[<namespace>_]<name>.yaml` in lower case.
 * Characters that some file system refuses, such as the `:` of RBAC names, become `-`.
 */
export function objectFileName({ group, kind, namespace, name }: ObjectId): string {
  const type = group === '' ? kind : `${kind}.${group}`;
  const parts = namespace === '' ? [type, name] : [type, namespace, name];
  return `${parts.map((part) => part.toLowerCase().replace(/[^a-z0-9.-]/g, '-')).join('_')}.yaml`;
}

/** Directory of a cluster's Flux entry. */
export function clusterDirectory(cluster: string): string {
  return `clusters/${cluster}`;
}

/** Directory of a unit. */
export function unitDirectory(cluster: string, unit: string): string {
  return `manifests/${cluster}/${unit}`;
}

/** Directory below `manifests/` of the units that several clusters share; no cluster bears this name. */
export const SHARED = 'shared';

/** Directory of a unit: that of its cluster, or the one that all clusters share which name it. */
export function directoryOf(
  cluster: string,
  { path, shared }: { readonly path: string; readonly shared?: boolean | undefined },
): string {
  return unitDirectory(shared === true ? SHARED : cluster, path);
}
