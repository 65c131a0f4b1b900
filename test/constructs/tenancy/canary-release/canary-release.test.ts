import { Testing } from 'cdk8s';
import type { IGateway } from '../../../../constructs/tenancy/contracts.js';
import {
  CanaryRelease,
  LoadTester,
  type CanaryMetric,
  type CanaryReleaseProps,
  type CanaryStrategy,
} from '../../../../constructs/tenancy/canary-release/index.js';
import { MeshNamespace, type MeshNamespaceProps } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { Workload, type WorkloadProps } from '../../../../constructs/tenancy/workload/index.js';
import { durationMs, KEYS, type JsonObject } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { find, names, refusal, schemaFaults, specOf } from '../support.js';

const WEIGHTED: CanaryStrategy = { kind: 'weighted', steps: { kind: 'even', stepWeight: 10, maxWeight: 50 } };
const GATEWAY: IGateway = {
  name: 'shared',
  namespace: 'istio-ingress',
  serviceAccountName: 'shared',
  principal: 'cluster.local/ns/istio-ingress/sa/shared',
  podLabels: {},
  reference: 'istio-ingress/shared',
};

interface Overrides {
  readonly release?: Partial<CanaryReleaseProps>;
  readonly workload?: Partial<WorkloadProps>;
  readonly namespace?: Partial<MeshNamespaceProps>;
}

function parts(overrides: Overrides = {}) {
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

function make(overrides: Overrides = {}) {
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

function makeTested(overrides: Overrides = {}) {
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

const analysis = (strategy: CanaryStrategy) =>
  specOf(make({ release: { strategy } }).chart, 'Canary', 'app-ui')['analysis'] as JsonObject;

describe('CanaryRelease', () => {
  it('makes the Canary and its measure as reviewed', () => {
    const { chart } = makeTested({ release: { metrics: [{ kind: 'success-rate' }, { kind: 'latency' }] } });
    expect([
      specOf(chart, 'Canary', 'app-ui'),
      specOf(chart, 'MetricTemplate', 'app-ui-success-rate'),
    ]).toMatchSnapshot();
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('leaves to Flagger what Flagger owns', () => {
    const { chart } = make();
    for (const kind of ['Service', 'VirtualService', 'DestinationRule']) expect(names(chart, kind)).toEqual([]);
    expect(specOf(chart, 'Deployment', 'app-ui')).not.toHaveProperty('replicas');
  });

  it('refers to the autoscaler of the workload', () => {
    expect(specOf(make().chart, 'Canary', 'app-ui')['autoscalerRef']).toEqual({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      name: 'app-ui',
    });
  });

  it('keeps mutual TLS during a release, and gives the workload back when it is deleted', () => {
    const spec = specOf(make().chart, 'Canary', 'app-ui');
    expect(spec).toMatchObject({
      revertOnDeletion: true,
      service: { trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
    });
  });

  it.each<[string, CanaryStrategy, JsonObject]>([
    ['weighted by steps', WEIGHTED, { stepWeight: 10, maxWeight: 50 }],
    [
      'weighted by a list',
      { kind: 'weighted', steps: { kind: 'list', stepWeights: [1, 10, 60] }, stepWeightPromotion: 50 },
      { stepWeights: [1, 10, 60], stepWeightPromotion: 50 },
    ],
    [
      'by headers',
      { kind: 'ab', iterations: 10, match: [[{ kind: 'exact', name: 'x-canary', value: 'insider' }]] },
      { iterations: 10, match: [{ headers: { 'x-canary': { exact: 'insider' } } }] },
    ],
    ['blue/green', { kind: 'blueGreen', iterations: 5 }, { iterations: 5 }],
    ['mirrored', { kind: 'mirrored', iterations: 5 }, { iterations: 5, mirror: true, mirrorWeight: 100 }],
  ])('tries a version out %s', (_what, strategy, fields) => {
    const { interval, threshold, metrics, ...rest } = analysis(strategy);
    expect({ interval, threshold }).toEqual({ interval: '1m', threshold: 5 });
    expect(metrics).toHaveLength(1);
    expect(rest).toEqual(fields);
  });

  it('counts refused requests as failures and wants traffic (demand 9)', () => {
    const metrics: [CanaryMetric] = [{ kind: 'success-rate', minRequestRate: 2, min: 99.5 }];
    const { chart } = make({ release: { metrics } });
    const { query } = specOf(chart, 'MetricTemplate', 'app-ui-success-rate') as { query: string };
    expect(query).toContain('response_code!~"5..|401|403|404|0"');
    expect(query).toContain('>= 2');
    expect(find(chart, 'MetricTemplate', 'app-ui-success-rate').metadata.namespace).toBe('tenant-a');
    const [metric] = (specOf(chart, 'Canary', 'app-ui')['analysis'] as { metrics: JsonObject[] }).metrics;
    expect(metric).toEqual({
      name: 'success-rate',
      templateRef: { name: 'app-ui-success-rate' },
      thresholdRange: { min: 99.5 },
      interval: '1m',
    });
  });

  it('binds hosts to their gateway and never to the mesh (demand 11)', () => {
    const routes = { kind: 'gateway', gateway: GATEWAY, hosts: ['tenant-a.example.com'] } as const;
    const exposed = specOf(make({ release: { routes } }).chart, 'Canary', 'app-ui')['service'];
    expect(exposed).toMatchObject({ gateways: ['istio-ingress/shared'], hosts: ['tenant-a.example.com'] });
    const inside = specOf(make().chart, 'Canary', 'app-ui')['service'];
    expect(inside).toMatchObject({ gateways: ['mesh'] });
    expect(inside).not.toHaveProperty('hosts');
  });

  it('admits the load tester without a token to one path, and nobody else (demand 9)', () => {
    const { chart, namespace } = makeTested();
    namespace.requireJwt({ issuer: 'https://login.example.com', claims: { groups: ['a'] } });
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-app-ui')).toMatchObject({
      selector: { matchLabels: { [KEYS.workload]: 'app-ui' } },
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/tenant-a/sa/loadtester'] } }],
          to: [{ operation: { ports: ['8501'], methods: ['GET'], paths: ['/healthz'] } }],
        },
      ],
    });
    expect(JSON.stringify(specOf(chart, 'AuthorizationPolicy', 'allow-app-ui'))).not.toContain('claims');
  });

  it('doubles what the workload may need, for canary and primary (demand 12)', () => {
    expect(parts().workload.demand()).toMatchObject({ primaryMax: 4, canaryMax: 0, surge: 1 });
    expect(make().workload.demand()).toMatchObject({ primaryMax: 4, canaryMax: 4, surge: 2 });
  });

  it.each<[CanaryStrategy, number]>([
    [WEIGHTED, 5],
    [{ kind: 'weighted', steps: { kind: 'list', stepWeights: [10, 60] }, stepWeightPromotion: 50 }, 4],
    [{ kind: 'blueGreen', iterations: 7 }, 7],
  ])('knows how long a release may take: %j', (strategy, steps) => {
    const { release } = make({ release: { strategy, interval: '30s', threshold: 2, progressDeadlineSeconds: 300 } });
    expect(durationMs(release.maxDuration)).toBe((30 * (steps + 2 + 3) + 2 * 300) * 1000);
  });

  it('takes webhooks, alerts and templates of the namespace', () => {
    const { chart } = make({
      release: {
        webhooks: [{ name: 'gate', type: 'confirm-promotion', url: 'http://loadtester.tenant-a/gate/check' }],
        alerts: [{ name: 'team', provider: 'slack' }],
        metrics: [{ kind: 'template', name: 'errors', templateRef: 'errors', thresholdRange: { max: 1 } }],
      },
    });
    expect(specOf(chart, 'Canary', 'app-ui')['analysis']).toMatchObject({
      webhooks: [{ name: 'gate', type: 'confirm-promotion', timeout: '30s' }],
      alerts: [{ name: 'team', severity: 'error', providerRef: { name: 'slack' } }],
      metrics: [{ name: 'errors', templateRef: { name: 'errors' }, thresholdRange: { max: 1 } }],
    });
    expect(schemaFaults(chart)).toEqual([]);
  });
});

describe('LoadTester', () => {
  it('runs without rights, as an account of its own, for its namespace alone', () => {
    const { chart } = makeTested();
    const { spec } = find(chart, 'HelmRelease', 'tenant-a-loadtester') as unknown as { spec: JsonObject };
    expect(spec).toMatchSnapshot();
    expect(names(chart, 'ServiceAccount')).toEqual(['app-ui', 'default', 'loadtester']);
  });

  it('admits Flagger alone', () => {
    const { chart } = makeTested();
    expect(specOf(chart, 'AuthorizationPolicy', 'flagger-load-tester')).toMatchObject({
      selector: { matchLabels: { [KEYS.workload]: 'loadtester' } },
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/flagger-system/sa/flagger'] } }] }],
    });
  });
});

describe('wrong input of CanaryRelease', () => {
  // What a caller without types may write.
  const untyped = <T>(value: unknown): T => value as T;

  it.each<[string, Overrides, string]>([
    [
      'a canary without a metric',
      { release: { metrics: untyped([]) } },
      'TM1301 at test/release: metrics: without a metric every new version is promoted, also one that answers nobody. Write at least { kind: "success-rate" }.',
    ],
    [
      'iterations together with step weights',
      { release: { strategy: untyped({ ...WEIGHTED, iterations: 5 }) } },
      'TM1302 at test/release: strategy: iterations and step weights exclude each other',
    ],
    [
      'iterations together with a step weight, flat',
      { release: { strategy: untyped({ kind: 'blueGreen', iterations: 5, stepWeight: 10 }) } },
      'Write weights for kind "weighted" and iterations for the others.',
    ],
    [
      'replicas beside a canary',
      { workload: { scaling: { kind: 'fixed', replicas: 3 } } },
      'TM1303 at test/app-ui: scaling: Flagger sets the number of pods, and would fight over the 3 replicas with whoever applies this. Write { kind: "auto", min, max }, or leave `scaling` out.',
    ],
    [
      'weights that fall',
      { release: { strategy: { kind: 'weighted', steps: { kind: 'list', stepWeights: [10, 5] } } } },
      'TM1304 at test/release: strategy.steps.stepWeights: the weights do not ascend, so that Flagger would jump to the last (got 5)',
    ],
    [
      'a weight over 100',
      { release: { strategy: { kind: 'weighted', steps: { kind: 'even', stepWeight: 10, maxWeight: 110 } } } },
      'strategy.steps.maxWeight: not a whole number of per cent from 1 to 100 (got 110)',
    ],
    [
      'a step larger than the maximum',
      { release: { strategy: { kind: 'weighted', steps: { kind: 'even', stepWeight: 60, maxWeight: 50 } } } },
      'strategy.steps.stepWeight: the step is larger than the maximum (got 60)',
    ],
    [
      'a workload without an HTTP port',
      {
        workload: {
          containers: [{ name: 'a', image: 'ghcr.io/e/a', tag: '1', ports: [{ targetPort: 1, appProtocol: 'tcp' }] }],
        },
      },
      'TM1305 at test/release: portName: workload "app-ui" has no HTTP port, and only such requests are counted. Give a container a port with appProtocol "http", "http2" or "grpc".',
    ],
    ['a port that is not there', { release: { portName: 'http-1' } }, 'Write one of "http-8501".'],
    [
      'hours',
      { release: { interval: '1h' } },
      'TM1007 at test/release: interval: not a duration of Flagger, which knows whole minutes and seconds only (got "1h"). Write "60m".',
    ],
    [
      'a threshold of 0',
      { release: { threshold: 0 } },
      'TM1307 at test/release: threshold: not a whole number of 1 or more (got 0). Write a number such as 5.',
    ],
    [
      'a latency of 0',
      { release: { metrics: [{ kind: 'latency', max: 0 }] } },
      'metrics.max: not a number above 0 (got 0)',
    ],
    [
      'one metric twice',
      { release: { metrics: [{ kind: 'latency' }, { kind: 'latency', max: 9 }] } },
      'TM1309 at test/release: metrics: two of them have one name (got "request-duration")',
    ],
    [
      'a match that matches everything',
      { release: { strategy: untyped({ kind: 'ab', iterations: 1, match: [[]] }) } },
      'TM1310 at test/release: strategy.match: an entry without a header matches every request',
    ],
    [
      'ambient mode',
      { namespace: { dataPlane: { kind: 'ambient' } } },
      'TM1311 at test/release: workload: the routes and measures of a release come from the proxies of pods, which ambient mode has not (got "tenant-a").',
    ],
    [
      'a wildcard host',
      { release: { routes: { kind: 'gateway', gateway: GATEWAY, hosts: ['*.example.com'] } } },
      'TM1004 at test/release: routes.hosts',
    ],
  ])('refuses %s', (_what, overrides, text) => {
    expect(refusal(() => make(overrides))).toContain(text);
  });

  it('refuses a second canary of a workload', () => {
    const { chart, workload } = make();
    const again = () =>
      new CanaryRelease(chart, 'again', { workload, strategy: WEIGHTED, metrics: [{ kind: 'latency' }] });
    expect(refusal(again)).toBe(
      'TM1306 at test/app-ui: canary: the workload already has a canary. Keep one CanaryRelease for it.',
    );
  });

  it('refuses the load tester of another namespace', () => {
    const { chart, workload } = parts();
    const other = new MeshNamespace(chart, 'other', { name: 'tenant-b', target: Target.bareMetal() });
    const loadTest = { tester: new LoadTester(chart, 'tester', { namespace: other }), path: '/' };
    const release = () =>
      new CanaryRelease(chart, 'r', { workload, strategy: WEIGHTED, metrics: [{ kind: 'latency' }], loadTest });
    expect(refusal(release)).toBe(
      'TM1308 at test/r: loadTest.tester: the load tester of namespace "tenant-b" serves that namespace alone (got "tenant-b"). Pass a LoadTester of namespace "tenant-a".',
    );
  });

  it.each(['/a b', '/x;rm', '/$(id)', 'x', '/a?b=c'])('keeps %j out of a command line', (path) => {
    const { chart, workload, namespace } = parts();
    const loadTest = { tester: new LoadTester(chart, 'tester', { namespace }), path };
    const release = () =>
      new CanaryRelease(chart, 'r', { workload, strategy: WEIGHTED, metrics: [{ kind: 'latency' }], loadTest });
    expect(refusal(release)).toContain('TM1207 at test/r: loadTest.path: not an absolute path of letters, digits');
  });
});
