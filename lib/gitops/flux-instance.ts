import type { FluxInstanceV1Spec } from '../imports/flux-operator/index.js';
import type { JsonObject } from '../model/index.js';
import { documentText } from '../manifest/index.js';
import { artifactSpec } from '../model/index.js';
import { SHARD_KEY } from './layout/scale.js';
import { FLUX_SYNC, type ClusterSource } from './options.js';
import { clusterDirectory } from './paths.js';
import { branchRef, sourceKind } from './source.js';

/** What a FluxInstance is told, whoever applies it. */
export interface FluxInstanceSettings {
  /** Version of Flux, or a range of versions. */
  readonly version: string;
  /** Registry of the images of Flux. */
  readonly registry?: string;
  /** DNS domain of Services. */
  readonly domain?: string;
  /** How much work the controllers are made for. */
  readonly size?: 'small' | 'medium' | 'large';
  /** The tree to apply; without it Flux applies what others put into the cluster. */
  readonly sync?: InstanceSync;
  /** Shards over which the work of the controllers is spread. */
  readonly shards?: readonly string[];
}

/** The tree that a FluxInstance applies. */
export interface InstanceSync {
  /** Name of the cluster. */
  readonly cluster: string;
  /** What the tree is read from. */
  readonly source: ClusterSource;
  /**
   * Secret of `flux-system` by which it is read.
   * @default - a public registry
   */
  readonly pullSecret?: string;
}

const COMPONENTS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
] as const;

/** What the operator's lockdown leaves out of ours: bases on other servers. Controllers of shards are met by their first name. */
const LOCKDOWN = {
  patch: '- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: --no-remote-bases=true\n',
  target: { kind: 'Deployment', name: 'kustomize-controller' },
} as const;

/** With a default account for tenants, the entry of the repository names its own. */
const SYNC_ACCOUNT = {
  patch: '- op: add\n  path: /spec/serviceAccountName\n  value: kustomize-controller\n',
  target: { kind: 'Kustomization', name: FLUX_SYNC },
} as const;

/**
 * Spec of the FluxInstance, with the lockdown for many tenants. The operator's NetworkPolicies are left out: ours for
 * Flux stand in the tree and are narrower, and policies add up.
 *
 * @see https://fluxoperator.dev/docs/crd/fluxinstance/
 */
export function fluxInstanceSpec({ version, registry, domain, size, sync, shards }: FluxInstanceSettings): JsonObject {
  return {
    cluster: {
      ...(domain === undefined ? {} : { domain }),
      multitenant: true,
      networkPolicy: false,
      ...(size === undefined ? {} : { size }),
      tenantDefaultServiceAccount: 'default',
    },
    components: COMPONENTS,
    distribution: { registry: registry ?? 'ghcr.io/fluxcd', version },
    kustomize: { patches: sync === undefined ? [LOCKDOWN] : [LOCKDOWN, SYNC_ACCOUNT, ...sourcePatches(sync)] },
    ...(shards === undefined ? {} : { sharding: { key: SHARD_KEY, shards } }),
    ...(sync === undefined ? {} : { sync: syncOf(sync) }),
  } as const satisfies FluxInstanceV1Spec;
}

function syncOf({ cluster, source, pullSecret }: InstanceSync) {
  return {
    interval: '1m',
    kind: sourceKind(source),
    path: clusterDirectory(cluster),
    ...(pullSecret === undefined ? {} : { pullSecret }),
    ref: source.kind === 'oci' ? tagOf(source) : branchRef(source.branch),
    url: source.url,
  };
}

type OciSource = Extract<ClusterSource, { readonly kind: 'oci' }>;

/** A FluxInstance names a tag; any other choice of a version is patched into the source that it makes. */
function tagOf({ ref }: OciSource): string {
  return ref.kind === 'tag' ? ref.tag : 'latest';
}

/** What a FluxInstance cannot say of its source: a range or digest, and who must have signed it. */
function sourcePatches({ cluster, source }: InstanceSync) {
  if (source.kind !== 'oci') return [];
  const { ref, verify } = artifactSpec(source, { where: cluster, field: 'repository' });
  const patches = [
    ...(source.ref.kind === 'tag' ? [] : [{ op: 'replace', path: '/spec/ref', value: ref }]),
    ...(verify === undefined ? [] : [{ op: 'add', path: '/spec/verify', value: verify }]),
  ];
  if (patches.length === 0) return [];
  return [{ patch: documentText(patches), target: { kind: 'OCIRepository', name: FLUX_SYNC } }];
}
