/** Channel of the Gateway API; a cluster has one of them. */
export type GatewayChannel = 'standard' | 'experimental';

/** What is known of a kind in one version, without reading its schema. */
export interface KindInfo {
  /** Folder of the kind: the system that brings it. */
  readonly system: string;
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Name in the paths of the API server. */
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Whether the API server has the kind by itself or from a CustomResourceDefinition. */
  readonly origin: 'crd' | 'builtin';
  /** Whether objects are stored in this version. */
  readonly storage: boolean;
}
