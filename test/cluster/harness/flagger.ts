import { mapAt, textOf, type ManifestSet } from '../../../lib/manifest/index.js';
import { rights, serviceAccount } from './accounts.js';
import { applyAll } from './apply-all.js';
import type { Bench } from './bench.js';
import { FLAGGER_RIGHTS } from './chart-rights/flagger.js';
import type { Client } from './client.js';
import { freePorts } from './free-ports.js';

const NAMESPACE = 'flagger-system';

/**
 * Starts Flagger as its own account, with the flags that the chart makes of the values of the tree. Whatever it calls
 * in the mesh goes through a proxy, so that the objects keep the names they have.
 */
export async function startFlagger(bench: Bench, client: Client, set: ManifestSet, mesh: string): Promise<void> {
  const values = mapAt(
    set.get('helm.toolkit.fluxcd.io', 'HelmRelease', 'flux-system', 'flagger')?.object['spec'],
    'values',
  );
  const account = textOf(mapAt(values, 'serviceAccount')['name']) ?? '';
  await applyAll(client, rights('flagger', serviceAccount(NAMESPACE, account).user, FLAGGER_RIGHTS));
  const [port = 0] = await freePorts(1);
  const args = [
    `-kubeconfig=${await bench.kubeconfigOf(client, NAMESPACE, account)}`,
    `-mesh-provider=${textOf(values['meshProvider']) ?? ''}`,
    `-metrics-server=${textOf(values['metricsServer']) ?? ''}`,
    `-selector-labels=${textOf(values['selectorLabels']) ?? ''}`,
    `-no-cross-namespace-refs=${String(values['noCrossNamespaceRefs'] === true)}`,
    `-port=${port}`,
    '-log-level=info',
  ];
  bench.launch('flagger', args, { HTTP_PROXY: mesh });
}
