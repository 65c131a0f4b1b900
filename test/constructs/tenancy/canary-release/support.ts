import { Testing } from 'cdk8s';
import type { IGateway } from '../../../../constructs/tenancy/contracts.js';
import {
  CanaryRelease,
  LoadTester,
  type CanaryReleaseProps,
  type CanaryStrategy,
} from '../../../../constructs/tenancy/canary-release/index.js';
import { MeshNamespace, type MeshNamespaceProps } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { Workload, type WorkloadProps } from '../../../../constructs/tenancy/workload/index.js';
import { Target } from '../../../../lib/targets/index.js';

export const WEIGHTED: CanaryStrategy = { kind: 'weighted', steps: { kind: 'even', stepWeight: 10, maxWeight: 50 } };
export const GATEWAY: IGateway = {
  name: 'shared',
  namespace: 'istio-ingress',
  serviceAccountName: 'shared',
  principal: 'cluster.local/ns/istio-ingress/sa/shared',
  podLabels: {},
  reference: 'istio-ingress/shared',
};

export interface Overrides {
  readonly release?: Partial<CanaryReleaseProps>;
  readonly workload?: Partial<WorkloadProps>;
  readonly namespace?: Partial<MeshNamespaceProps>;
}

export function parts(overrides: Overrides = {}) {
  const chart = Testing.chart();
  const namespace = new MeshNamespace(chart, 'ns', {
    name: 'tenant-a',
    target: Target.bareMetal(),
    ...overrides.namespace,
  });
  const container = { name: 'app-ui', image: 'ghcr.io/example/app-ui', tag: '1.0.0', ports: [{ targetPort: 8501 }] };
  const workload = new Workload(chart, 'app-ui', { namespace, containers: [container], ...overrides.workload });
  return { chart, namespace, workload };
}

export function make(overrides: Overrides = {}) {
  const made = parts(overrides);
  const { chart, workload } = made;
  const release = new CanaryRelease(chart, 'release', {
    workload,
    strategy: WEIGHTED,
    metrics: [{ kind: 'success-rate' }],
    ...overrides.release,
  });
  return { ...made, release };
}

export function makeTested(overrides: Overrides = {}) {
  const made = parts(overrides);
  const tester = new LoadTester(made.chart, 'tester', { namespace: made.namespace });
  const release = new CanaryRelease(made.chart, 'release', {
    workload: made.workload,
    strategy: WEIGHTED,
    metrics: [{ kind: 'success-rate' }],
    loadTest: { tester, path: '/healthz' },
    ...overrides.release,
  });
  return { ...made, tester, release };
}
