import { mapAt, textOf, type ManifestSet } from '../../../lib/manifest/index.js';
import type { JsonObject } from '../../../lib/model/index.js';
import { rights, serviceAccount } from './accounts.js';
import { applyAll } from './apply-all.js';
import type { Bench } from './bench.js';
import type { Client } from './client.js';
import { freePorts } from './free-ports.js';

const NAMESPACE = 'flagger-system';
const ALL_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** What the chart lets Flagger's account do, of the systems that the platform has. */
export const FLAGGER_RIGHTS: readonly JsonObject[] = [
  rule('', ['events', ...withFinalizers('configmaps', 'secrets', 'services')]),
  rule('coordination.k8s.io', ['leases']),
  rule('apps', withFinalizers('daemonsets', 'deployments')),
  rule('autoscaling', withFinalizers('horizontalpodautoscalers')),
  rule('flagger.app', [
    'canaries/finalizers',
    ...['canaries', 'metrictemplates', 'alertproviders'].flatMap((one) => [one, `${one}/status`]),
  ]),
  rule('networking.istio.io', withFinalizers('virtualservices', 'destinationrules')),
  rule('gateway.networking.k8s.io', withFinalizers('httproutes')),
  { nonResourceURLs: ['/version'], verbs: ['get'] },
];

function withFinalizers(...resources: readonly string[]): readonly string[] {
  return resources.flatMap((one) => [one, `${one}/finalizers`]);
}

function rule(group: string, resources: readonly string[]): JsonObject {
  return { apiGroups: [group], resources, verbs: ALL_VERBS };
}

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
