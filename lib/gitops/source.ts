import { mapAt, originText, type ManifestEntry } from '../manifest/index.js';
import { MeshError, artifactSpec, type JsonObject, type KubeObject } from '../model/index.js';
import { FLUX_NAMESPACE, FLUX_SYNC, type ClusterSource, type GitopsOptions } from './options.js';

/** Kind of the source that a tree is read from. */
export function sourceKind(source: ClusterSource): 'GitRepository' | 'OCIRepository' {
  return source.kind === 'oci' ? 'OCIRepository' : 'GitRepository';
}

/** What every Flux Kustomization of a tree reads. */
export function sourceRef(source: ClusterSource) {
  return { kind: sourceKind(source), name: FLUX_SYNC } as const;
}

/** Secret of `flux-system` by which Flux reads the source; undefined where it needs none. */
export function pullSecretOf({ bootstrap, repository }: Pick<GitopsOptions, 'bootstrap' | 'repository'>) {
  if (repository.kind === 'oci') return repository.pullSecret;
  return bootstrap.kind === 'flux-operator' ? (bootstrap.pullSecret ?? FLUX_SYNC) : FLUX_SYNC;
}

/** A branch as a FluxInstance names it. */
export function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

/** The source of a tree, as the cluster has it. */
export function sourceObject(options: GitopsOptions): KubeObject {
  const { repository } = options;
  const secret = pullSecretOf(options);
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: sourceKind(repository),
    metadata: { name: FLUX_SYNC, namespace: FLUX_NAMESPACE },
    spec: {
      interval: '1m0s',
      ...specOf(options),
      ...(secret === undefined ? {} : { secretRef: { name: secret } }),
    },
  };
}

function specOf({ bootstrap, cluster, repository }: GitopsOptions): JsonObject {
  if (repository.kind === 'oci') return artifactSpec(repository, { where: cluster, field: 'repository' });
  const { branch, url } = repository;
  return { ref: bootstrap.kind === 'flux-operator' ? { name: branchRef(branch) } : { branch }, url };
}

/** Refuses to write tags back to an artifact: Flux commits them to a Git repository and to nothing else. */
export function refuseAutomation(entries: readonly ManifestEntry[], { repository }: GitopsOptions): void {
  if (repository.kind !== 'oci') return;
  const found = entries.find(
    ({ id, object }) => id.kind === 'ImageUpdateAutomation' && mapAt(object, 'spec', 'sourceRef')['name'] === FLUX_SYNC,
  );
  if (found === undefined) return;
  throw new MeshError({
    code: 'TM5014',
    where: originText(found.origin),
    field: 'spec.sourceRef',
    what: 'Flux commits image tags to a Git repository, and the tree of this cluster comes from an OCI artifact',
    value: FLUX_SYNC,
    remedy: 'Leave image automation out and change tags in the program, or give the cluster a Git repository.',
  });
}
