/** What the Git tree of one cluster needs to know beyond its objects. */
export interface GitopsOptions {
  /** Name of the cluster: a directory below `clusters/` and `manifests/`. */
  readonly cluster: string;
  /** Repository and branch that Flux reads. */
  readonly repository: { readonly url: string; readonly branch: string };
  /** Values of facts that the tree itself supplies. */
  readonly facts: Readonly<Record<string, string>>;
  /** Facts that another tool supplies. */
  readonly externalFacts: readonly string[];
}

/** Namespace of Flux and of every Flux Kustomization written here. */
export const FLUX_NAMESPACE = 'flux-system';
/** Name of the GitRepository, Kustomization and Secret that `flux bootstrap` makes. */
export const FLUX_SYNC = 'flux-system';
/** ConfigMap from which Flux substitutes facts. */
export const FACTS_CONFIG_MAP = 'cluster-facts';
/** Unit of the objects in `clusters/<cluster>/`, which the Kustomization made by `flux bootstrap` applies. */
export const ENTRY_UNIT = 'flux-system';

/** Name of the Flux Kustomization of a unit. */
export function kustomizationName(unit: string): string {
  return unit.replaceAll('/', '-');
}
