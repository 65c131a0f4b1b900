import type { FluxInstanceV1Spec } from '../imports/flux-operator/index.js';
import type { JsonObject } from '../model/index.js';
import { FLUX_SYNC } from './options.js';
import { clusterDirectory } from './paths.js';

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
  readonly sync?: { readonly cluster: string; readonly url: string; readonly ref: string; readonly pullSecret: string };
}

const COMPONENTS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
] as const;

/** What the operator's lockdown leaves out of ours: bases on other servers. */
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
export function fluxInstanceSpec({ version, registry, domain, size, sync }: FluxInstanceSettings): JsonObject {
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
    kustomize: { patches: [LOCKDOWN, ...(sync === undefined ? [] : [SYNC_ACCOUNT])] },
    ...(sync === undefined ? {} : { sync: syncOf(sync) }),
  } as const satisfies FluxInstanceV1Spec;
}

function syncOf({ cluster, url, ref, pullSecret }: NonNullable<FluxInstanceSettings['sync']>) {
  return {
    interval: '1m',
    kind: 'GitRepository' as const,
    path: clusterDirectory(cluster),
    pullSecret,
    ref,
    url,
  };
}
