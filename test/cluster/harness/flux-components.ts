import type { KubeObject } from '../../../lib/model/index.js';
import { BOOTSTRAP } from './apply-tree.js';

const NAMESPACE = 'flux-system';
const NAME = 'kustomize-controller';

/** The Deployment of the controller as Flux releases it, as far as its arguments go. */
export const KUSTOMIZE_CONTROLLER: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: NAME, namespace: NAMESPACE },
  spec: {
    selector: { matchLabels: { app: NAME } },
    template: {
      metadata: { labels: { app: NAME } },
      spec: {
        serviceAccountName: NAME,
        containers: [
          {
            name: 'manager',
            image: `ghcr.io/fluxcd/${NAME}`,
            args: [
              '--watch-all-namespaces=true',
              '--log-level=info',
              '--log-encoding=json',
              '--enable-leader-election',
            ],
          },
        ],
      },
    },
  },
};

/**
 * Stands in for what `flux install --export` prints: of the controllers the one that runs here, with the account and
 * the rights that all of them get.
 */
export const COMPONENTS: readonly KubeObject[] = [
  ...BOOTSTRAP,
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: NAMESPACE } },
  KUSTOMIZE_CONTROLLER,
];
