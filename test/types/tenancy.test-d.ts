import type {
  CanaryReleaseProps,
  CanaryRoutes,
  CanaryStrategy,
} from '../../constructs/tenancy/canary-release/index.js';
import type { DataPlane, QuotaPolicy } from '../../constructs/tenancy/mesh-namespace/index.js';
import type { EnvSource, Scaling } from '../../constructs/tenancy/workload/index.js';
import type { Flow, FlowEnd } from '../../constructs/tenancy/flows/index.js';

// Compiled and never run: each refused line fails the type check if the union begins to accept it.

export const weighted: CanaryStrategy = { kind: 'weighted', steps: { kind: 'even', stepWeight: 10, maxWeight: 50 } };
export const bothWays: CanaryStrategy = {
  kind: 'weighted',
  steps: { kind: 'even', stepWeight: 10, maxWeight: 50 },
  // @ts-expect-error Weights and iterations exclude each other.
  iterations: 10,
};
export const bothSteps: CanaryStrategy = {
  kind: 'weighted',
  // @ts-expect-error Even steps and a list exclude each other.
  steps: { kind: 'even', stepWeight: 10, maxWeight: 50, stepWeights: [1] },
};
// @ts-expect-error Blue/green has no weight.
export const weighedBlueGreen: CanaryStrategy = { kind: 'blueGreen', iterations: 5, stepWeight: 10 };
export const suffix: CanaryStrategy = {
  kind: 'ab',
  iterations: 1,
  // @ts-expect-error Flagger accepts headers that end in a value, and Istio does not.
  match: [[{ kind: 'suffix', name: 'a', value: 'b' }]],
};
// @ts-expect-error Without a metric everything is promoted.
export const noMetric: CanaryReleaseProps['metrics'] = [];
// @ts-expect-error Hosts stand behind a gateway, never in the mesh.
export const meshHosts: CanaryRoutes = { kind: 'mesh', hosts: ['a.example.com'] };

export const ambient: DataPlane = { kind: 'ambient', waypoint: { name: 'waypoint' } };
// @ts-expect-error A revision injects proxies, which ambient mode has not.
export const ambientRevision: DataPlane = { kind: 'ambient', revision: 'v1' };
// @ts-expect-error A computed quota has no bounds.
export const bounded: QuotaPolicy = { kind: 'computed', hard: { pods: '1' } };
// @ts-expect-error Kubernetes has no such resource.
export const unknownBound: QuotaPolicy = { kind: 'fixed', hard: { 'limits.gpu': '1' } };

export const fixed: Scaling = { kind: 'fixed', replicas: 3 };
// @ts-expect-error A fixed number has no bounds.
export const fixedBounds: Scaling = { kind: 'fixed', replicas: 3, max: 4 };
// @ts-expect-error A secret is named, never written.
export const clear: EnvSource = { kind: 'secret', value: 'hunter2' };

export const end: FlowEnd = { kind: 'part', part: 'istiod' };
// @ts-expect-error The platform has no such piece.
export const unknownPart: FlowEnd = { kind: 'part', part: 'pilot' };
// @ts-expect-error A flow says what breaks without it.
export const unexplained: Flow = { id: 'x', from: end, to: end, ports: [] };
