import type { CanaryMetric, CanaryStrategy } from '../../../../constructs/tenancy/canary-release/index.js';
import { durationMs, KEYS, type JsonObject } from '../../../../lib/model/index.js';
import { find, names, schemaFaults, specOf } from '../support.js';
import { GATEWAY, make, makeTested, parts, WEIGHTED } from './support.js';

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
      templateRef: { name: 'app-ui-success-rate', namespace: 'tenant-a' },
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
