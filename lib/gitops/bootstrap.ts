import type { KubeObject } from '../model/index.js';
import { FLUX_NAMESPACE, FLUX_SYNC, type GitopsOptions } from './options.js';

/** What `flux bootstrap` makes in the cluster and commits to the repository: the source and the entry Kustomization. */
export function bootstrapObjects({ cluster, repository }: GitopsOptions): readonly KubeObject[] {
  const metadata = { name: FLUX_SYNC, namespace: FLUX_NAMESPACE };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: {
        interval: '1m0s',
        ref: { branch: repository.branch },
        secretRef: { name: FLUX_SYNC },
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
