import type { KubeObject } from '../../../lib/model/index.js';
import { applyAll } from './apply-all.js';
import { BOOTSTRAP } from './apply-tree.js';
import type { Bench } from './bench.js';
import type { Client } from './client.js';
import { freePorts } from './free-ports.js';

const NAMESPACE = 'flux-system';
const metadata = { name: NAMESPACE, namespace: NAMESPACE };

/** The source that bootstrap makes. */
export const SOURCE: KubeObject = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata,
  spec: { interval: '1m', url: 'ssh://git@git.example.com/platform/fleet.git', ref: { branch: 'main' } },
};

/** A Kustomization of Flux by its name. */
export function kustomization(name: string): KubeObject {
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { ...metadata, name } };
}

/** Starts kustomize-controller with the rights and the lockdown that bootstrap gives it, and the entry of a cluster. */
export async function startFlux(
  bench: Bench,
  client: Client,
  cluster: string,
  flags: readonly string[] = [],
): Promise<void> {
  const [metrics = 0, health = 0] = await freePorts(2);
  const spec = {
    interval: '10m',
    path: `./clusters/${cluster}`,
    prune: true,
    serviceAccountName: 'kustomize-controller',
    sourceRef: { kind: 'GitRepository', name: NAMESPACE },
  };
  await applyAll(client, [...BOOTSTRAP, SOURCE, { ...kustomization(NAMESPACE), spec }]);
  const config = await bench.kubeconfigOf(client, NAMESPACE, 'kustomize-controller');
  const args = [
    '--no-cross-namespace-refs=true',
    '--no-remote-bases=true',
    '--default-service-account=default',
    '--enable-leader-election=false',
    '--events-addr=',
    `--metrics-addr=127.0.0.1:${metrics}`,
    `--health-addr=127.0.0.1:${health}`,
    // A dependency is looked at again after seconds, not after half a minute: the order is what is proved.
    '--requeue-dependency=2s',
    ...flags,
  ];
  bench.launch('kustomize-controller', args, { KUBECONFIG: config, RUNTIME_NAMESPACE: NAMESPACE });
}
