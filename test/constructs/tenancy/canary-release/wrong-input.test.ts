import {
  CanaryRelease,
  LoadTester,
  type CanaryReleaseProps,
} from '../../../../constructs/tenancy/canary-release/index.js';
import { MeshNamespace } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { refusal } from '../support.js';
import { GATEWAY, make, parts, WEIGHTED, type Overrides } from './support.js';

describe('wrong input of CanaryRelease', () => {
  // What a caller without types may write.
  const untyped = (release: unknown): Overrides => ({ release: release as Partial<CanaryReleaseProps> });

  it.each<[string, Overrides, string]>([
    [
      'a canary without a metric',
      untyped({ metrics: [] }),
      'TM1301 at test/release: metrics: without a metric every new version is promoted, also one that answers nobody (got []). Write at least { kind: "success-rate" }.',
    ],
    [
      'iterations together with step weights',
      untyped({ strategy: { ...WEIGHTED, iterations: 5 } }),
      'TM1302 at test/release: strategy: iterations and step weights exclude each other',
    ],
    [
      'iterations together with a step weight, flat',
      untyped({ strategy: { kind: 'blueGreen', iterations: 5, stepWeight: 10 } }),
      'Write weights for kind "weighted" and iterations for the others.',
    ],
    [
      'a drain that Flagger would lose',
      { workload: { drainSeconds: 10 } },
      'TM1208 at test/app-ui: drainSeconds: Flagger copies pods in an API older than `preStop.sleep`, and the copy would be refused (got 10). Leave `drainSeconds` out, and let the program go on serving for some seconds after SIGTERM.',
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
      untyped({ strategy: { kind: 'ab', iterations: 1, match: [[]] } }),
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
