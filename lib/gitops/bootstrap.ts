import type { KubeObject, SecretNeed } from '../model/index.js';
import { fluxInstanceSpec } from './flux-instance.js';
import { FLUX_NAMESPACE, FLUX_SYNC, type GitopsOptions } from './options.js';
import { clusterDirectory } from './paths.js';
import { pullSecretOf, sourceObject, sourceRef } from './source.js';

/** The source and the entry Kustomization: what `flux bootstrap` or flux-operator makes in the cluster, or the tree has. */
export function bootstrapObjects(options: GitopsOptions): readonly KubeObject[] {
  return [
    sourceObject(options),
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: FLUX_SYNC, namespace: FLUX_NAMESPACE },
      spec: {
        interval: '10m0s',
        path: `./${clusterDirectory(options.cluster)}`,
        prune: true,
        serviceAccountName: 'kustomize-controller',
        sourceRef: sourceRef(options.repository),
      },
    },
  ];
}

/**
 * The FluxInstance of which flux-operator makes Flux, with the lockdown for many tenants; none where `flux bootstrap`
 * does that. Deleting it would delete Flux, so Flux itself never does.
 *
 * @see https://fluxoperator.dev/docs/crd/fluxinstance/
 */
export function fluxInstance(options: GitopsOptions): readonly KubeObject[] {
  const { bootstrap, cluster, clusterDomain, repository, scale } = options;
  if (bootstrap.kind !== 'flux-operator') return [];
  const { version = '2.x', registry, size } = bootstrap;
  const pullSecret = pullSecretOf(options);
  const shards = [...(scale?.shards ?? []), ...(scale?.idleShards ?? [])];
  const spec = fluxInstanceSpec({
    version,
    domain: clusterDomain,
    sync: { cluster, source: repository, ...(pullSecret === undefined ? {} : { pullSecret }) },
    ...(registry === undefined ? {} : { registry }),
    ...(size === undefined ? {} : { size }),
    ...(shards.length === 0 ? {} : { shards }),
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

/** Secrets that somebody must supply before Flux can read the source; `flux bootstrap` makes its own. */
export function bootstrapSecrets(options: GitopsOptions): readonly SecretNeed[] {
  const { bootstrap, repository } = options;
  if (bootstrap.kind === 'flux-bootstrap') return [];
  const name = pullSecretOf(options);
  const purpose = `key by which Flux reads the ${repository.kind === 'oci' ? 'artifact' : 'repository'}`;
  const pull = name === undefined ? [] : [{ namespace: FLUX_NAMESPACE, name, keys: keysOf(repository), purpose }];
  const verify = repository.kind === 'oci' ? repository.verify : undefined;
  if (verify?.kind !== 'key') return pull;
  const keys = 'public keys, in files named *.pub, of which one must have signed the artifact';
  return [...pull, { namespace: FLUX_NAMESPACE, name: verify.secretName, keys: [], purpose: keys }];
}

function keysOf(repository: GitopsOptions['repository']): readonly string[] {
  if (repository.kind === 'oci') return ['.dockerconfigjson'];
  return repository.url.startsWith('ssh:') ? ['identity', 'known_hosts'] : ['password', 'username'];
}
