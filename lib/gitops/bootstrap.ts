import type { KubeObject, SecretNeed } from '../model/index.js';
import { fluxInstanceSpec } from './flux-instance.js';
import { FLUX_NAMESPACE, FLUX_SYNC, type GitopsOptions } from './options.js';

/** What `flux bootstrap` or flux-operator makes in the cluster: the source and the entry Kustomization. */
export function bootstrapObjects({ bootstrap, cluster, repository }: GitopsOptions): readonly KubeObject[] {
  const metadata = { name: FLUX_SYNC, namespace: FLUX_NAMESPACE };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: {
        interval: '1m0s',
        ref:
          bootstrap.kind === 'flux-operator' ? { name: branchRef(repository.branch) } : { branch: repository.branch },
        secretRef: { name: pullSecretOf(bootstrap) },
        url: repository.url,
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        interval: '10m0s',
        path: `./clusters/${cluster}`,
        prune: true,
        serviceAccountName: 'kustomize-controller',
        sourceRef: { kind: 'GitRepository', name: FLUX_SYNC },
      },
    },
  ];
}

/** Secret of `flux-system` by which Flux reads the repository. */
function pullSecretOf(bootstrap: GitopsOptions['bootstrap']): string {
  return bootstrap.kind === 'flux-operator' ? (bootstrap.pullSecret ?? FLUX_SYNC) : FLUX_SYNC;
}

/** A branch as a FluxInstance names it. */
export function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

/**
 * The FluxInstance of which flux-operator makes Flux, with the lockdown for many tenants; none where `flux bootstrap`
 * does that. Deleting it would delete Flux, so Flux itself never does.
 *
 * @see https://fluxoperator.dev/docs/crd/fluxinstance/
 */
export function fluxInstance({ bootstrap, cluster, clusterDomain, repository }: GitopsOptions): readonly KubeObject[] {
  if (bootstrap.kind === 'flux-bootstrap') return [];
  const { version = '2.x', registry, size } = bootstrap;
  const spec = fluxInstanceSpec({
    version,
    domain: clusterDomain,
    sync: { cluster, url: repository.url, ref: branchRef(repository.branch), pullSecret: pullSecretOf(bootstrap) },
    ...(registry === undefined ? {} : { registry }),
    ...(size === undefined ? {} : { size }),
  });
  const annotations = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
  return [
    {
      apiVersion: 'fluxcd.controlplane.io/v1',
      kind: 'FluxInstance',
      metadata: { annotations, name: 'flux', namespace: FLUX_NAMESPACE },
      spec,
    },
  ];
}

/** The Secret that somebody must supply before flux-operator can read the repository; `flux bootstrap` makes its own. */
export function bootstrapSecrets({ bootstrap, repository }: GitopsOptions): readonly SecretNeed[] {
  if (bootstrap.kind === 'flux-bootstrap') return [];
  const keys = repository.url.startsWith('ssh:') ? ['identity', 'known_hosts'] : ['password', 'username'];
  const purpose = 'key by which Flux reads the repository';
  return [{ namespace: FLUX_NAMESPACE, name: pullSecretOf(bootstrap), keys, purpose }];
}
