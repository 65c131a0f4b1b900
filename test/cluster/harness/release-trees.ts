import { Tenant, type Cluster, type CanaryMetric, type CanaryStrategy, type MeshApp, type Platform } from 'tenant-mesh';
import { ManifestSet, mapAt } from '../../../lib/manifest/index.js';
import type { KubeObject } from '../../../lib/model/index.js';
import { addMetalProd } from '../../../stacks/metal-prod.js';
import { manifestsOf } from './manifests-of.js';

/** Name of the cluster. */
const CLUSTER = 'metal-prod';
/** The shortest interval that Flagger keeps to. */
const INTERVAL = '10s';

/** Ways to release that the reference platform does not use itself. */
const MORE_STRATEGIES = {
  'by-list': {
    kind: 'weighted',
    steps: { kind: 'list', stepWeights: [20, 60] },
    stepWeightPromotion: 50,
  },
  'by-header': {
    kind: 'ab',
    iterations: 2,
    match: [
      [{ kind: 'exact', name: 'x-canary', value: 'insider' }],
      [{ kind: 'regex', name: 'cookie', value: '.*beta.*' }],
    ],
  },
  'by-copy': { kind: 'mirrored', iterations: 2, mirrorWeight: 30 },
} as const satisfies Readonly<Record<string, CanaryStrategy>>;

/** The reference platform on machines of one's own, and two tenants that release in every other way there is. */
export function releaseTree(): ManifestSet {
  return quickened(
    manifestsOf(CLUSTER, (app: MeshApp) => {
      const { cluster, platform } = addMetalProd(app);
      addReleases(cluster, platform, 'tenant-c', { kind: 'success-rate' });
      const tenant = addReleases(cluster, platform, 'tenant-d', { kind: 'success-rate' });
      addReleased(tenant, 'wrong-query', MORE_STRATEGIES['by-list'], {
        kind: 'template',
        name: 'misspelt',
        templateRef: 'misspelt',
        thresholdRange: { min: 99 },
      });
    }),
  );
}

/** Asks for a label that no proxy writes; everything else is as in the measure of the platform. */
export const WRONG_TEMPLATE: KubeObject = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'MetricTemplate',
  metadata: { name: 'misspelt', namespace: 'tenant-d' },
  spec: {
    provider: {
      type: 'prometheus',
      address: 'http://kube-prometheus-stack-prometheus.monitoring.svc.cluster.local:9090',
    },
    query: '100 * sum(rate(istio_requests_total{destination_app="{{ target }}"}[{{ interval }}]))',
  },
};

function addReleases(cluster: Cluster, platform: Platform, name: string, metric: CanaryMetric): Tenant {
  const tenant = new Tenant(cluster, name, {
    platform,
    hosts: [`${name}.example.com`],
    gateway: { kind: 'shared' },
    access: { kind: 'public' },
  });
  for (const [workload, strategy] of Object.entries(MORE_STRATEGIES)) addReleased(tenant, workload, strategy, metric);
  return tenant;
}

function addReleased(tenant: Tenant, name: string, strategy: CanaryStrategy, metric: CanaryMetric): void {
  tenant.addWorkload(name, {
    containers: [
      {
        name,
        image: `ghcr.io/example/${name}`,
        tag: '1.0.0',
        ports: [{ targetPort: 8080 }, { targetPort: 9000, appProtocol: 'grpc' }],
      },
    ],
    release: { strategy, metrics: [metric], loadTest: { path: '/healthz' }, interval: INTERVAL, threshold: 2 },
  });
}

/** The tree with the one change that time asks for: each analysis looks as often as Flagger can. */
function quickened(set: ManifestSet): ManifestSet {
  const entries = set.all().map((entry) => {
    if (entry.id.kind !== 'Canary') return entry;
    const spec = mapAt(entry.object['spec']);
    const analysis = { ...mapAt(spec, 'analysis'), interval: INTERVAL };
    return { ...entry, object: { ...entry.object, spec: { ...spec, analysis } } };
  });
  return new ManifestSet({ name: set.name, units: set.units, entries });
}
