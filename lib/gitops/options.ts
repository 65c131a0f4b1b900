import type { Artifact } from '../model/index.js';
import type { ClusterScale } from './layout/scale.js';

/** A Git repository that Flux reads the tree from. */
export interface ClusterRepository {
  /** A Git repository. @default 'git' */
  readonly kind?: 'git';
  /** URL as `flux bootstrap git` takes it: `https://` or `ssh://`. */
  readonly url: string;
  /** Branch that holds the tree. */
  readonly branch: string;
}

/**
 * An OCI artifact that Flux reads the tree from, as `flux push artifact` makes it of the directory.
 *
 * See https://fluxcd.io/flux/cheatsheets/oci-artifacts/
 */
export interface ClusterArtifact extends Artifact {
  readonly kind: 'oci';
  /**
   * Secret of `flux-system` by which Flux signs in to the registry.
   * @default - a public registry
   */
  readonly pullSecret?: string;
}

/** What Flux reads the tree of a cluster from. */
export type ClusterSource = ClusterRepository | ClusterArtifact;

/** How Flux comes into a cluster. */
export type FluxBootstrap =
  /** By `flux bootstrap`, which fills two files beside the lockdown and owns them; from a Git repository alone. */
  | { readonly kind: 'flux-bootstrap' }
  /** By `flux install`, which fills one file; what Flux reads stands in the tree. */
  | { readonly kind: 'flux-install' }
  /** By flux-operator, which makes Flux of one FluxInstance. */
  | {
      readonly kind: 'flux-operator';
      /** Version of Flux, exact or as a range such as `2.x`. @default '2.x' */
      readonly version?: string;
      /** Registry of the images of Flux. @default 'ghcr.io/fluxcd' */
      readonly registry?: string;
      /** Secret of `flux-system` by which Flux reads the Git repository. @default 'flux-system' */
      readonly pullSecret?: string;
      /** How much the controllers may use. @default - what each says itself */
      readonly size?: 'small' | 'medium' | 'large';
    };

/** What the Git tree of one cluster needs to know beyond its objects. */
export interface GitopsOptions {
  /** Name of the cluster: a directory below `clusters/` and `manifests/`. */
  readonly cluster: string;
  /** What Flux reads the tree from. */
  readonly repository: ClusterSource;
  /** How Flux comes into the cluster. */
  readonly bootstrap: FluxBootstrap;
  /** DNS domain of Services. */
  readonly clusterDomain: string;
  /** Values of facts that the tree itself supplies. */
  readonly facts: Readonly<Record<string, string>>;
  /** Facts that another tool supplies. */
  readonly externalFacts: readonly string[];
  /**
   * How the tree is laid out for many tenants.
   * @default - as for a few
   */
  readonly scale?: ClusterScale;
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
