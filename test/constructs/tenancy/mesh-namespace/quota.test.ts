import { Testing } from 'cdk8s';
import fc from 'fast-check';
import {
  MeshNamespace,
  PROXY_DEMAND,
  quotaOf,
  requiredQuota,
  shortfalls,
  type PodDemand,
  type QuotaPolicy,
} from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { refusal, specOf, validate } from '../support.js';

const container = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } };
const demand = (more: Partial<PodDemand> = {}): PodDemand => ({
  name: 'app-ui',
  containers: [container],
  primaryMax: 4,
  canaryMax: 4,
  surge: 2,
  ...more,
});

function make(quota?: QuotaPolicy) {
  const chart = Testing.chart();
  const target = Target.bareMetal();
  const namespace = new MeshNamespace(chart, 'ns', {
    name: 'tenant-a',
    target,
    ...(quota === undefined ? {} : { quota }),
  });
  return { chart, namespace };
}

describe('requiredQuota (demand 12)', () => {
  it('is (containers + proxy) x (primary + canary + surge), and the load tester', () => {
    const tester = demand({ name: 'loadtester', primaryMax: 1, canaryMax: 0, surge: 1 });
    expect(requiredQuota([demand()], tester, PROXY_DEMAND)).toEqual({
      requestsCpu: expect.closeTo(0.2 * 12) as number,
      requestsMemory: 256 * 2 ** 20 * 12,
      limitsCpu: 2.5 * 12,
      limitsMemory: 1536 * 2 ** 20 * 12,
      pods: 12,
    });
  });

  it('leaves the proxy out where pods have none', () => {
    expect(requiredQuota([demand({ canaryMax: 0, surge: 0 })], undefined, undefined).limitsCpu).toBe(2);
  });

  it('fits its own quota, and no lower one', () => {
    const pods = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(pods, pods, pods, (primaryMax, canaryMax, surge) => {
        const need = requiredQuota([demand({ primaryMax, canaryMax, surge })], undefined, PROXY_DEMAND);
        expect(shortfalls(quotaOf(need, 1), need)).toEqual([]);
        const fewer = quotaOf({ ...need, pods: need.pods - 1 }, 1);
        expect(shortfalls(fewer, need).map(({ resource }) => resource)).toEqual(['pods']);
      }),
    );
  });
});

describe('quota of a namespace', () => {
  it('is computed from the workloads, late, with headroom, and closes load balancers', () => {
    const { chart, namespace } = make();
    namespace.addDemand(() => demand());
    expect(specOf(chart, 'ResourceQuota', 'quota')).toMatchObject({
      hard: {
        'requests.cpu': '2500m',
        'requests.memory': '3200Mi',
        'limits.cpu': '31300m',
        'limits.memory': '19200Mi',
        pods: '13',
        'services.loadbalancers': '0',
        'services.nodeports': '0',
      },
    });
  });

  it('stays unbounded, not at zero, while it knows of no workload', () => {
    const { hard } = specOf(make().chart, 'ResourceQuota', 'quota') as { hard: Record<string, string> };
    expect(hard).toMatchObject({ 'services.loadbalancers': '0', 'services.nodeports': '0' });
    expect(Object.keys(hard).filter((key) => key === 'pods' || /cpu|memory/.test(key))).toEqual([]);
  });

  it('bounds the number of objects of every kind that a tenant may write, far above what its workloads need', () => {
    const { chart, namespace } = make({ kind: 'fixed', hard: { 'count/canaries.flagger.app': '7' } });
    for (let i = 0; i < 20; i += 1) namespace.addDemand(() => demand());
    const { hard } = specOf(chart, 'ResourceQuota', 'quota') as { hard: Record<string, string> };
    expect(hard['count/canaries.flagger.app']).toBe('7');
    for (const kind of [
      'configmaps',
      'services',
      'count/deployments.apps',
      'count/jobs.batch',
      'count/serviceaccounts',
    ])
      expect(hard[kind]).toBe('200');
  });

  it('bounds volumes, and takes other bounds than the defaults', () => {
    const hardOf = (quota?: QuotaPolicy): unknown => specOf(make(quota).chart, 'ResourceQuota', 'quota')['hard'];
    expect(hardOf()).toMatchObject({ 'requests.storage': '100Gi', 'count/jobs.batch': '100' });
    expect(hardOf({ kind: 'computed', also: { 'requests.storage': '2Ti', 'count/jobs.batch': '5000' } })).toMatchObject(
      {
        'requests.storage': '2Ti',
        'count/jobs.batch': '5000',
        configmaps: '100',
      },
    );
    expect(refusal(() => make({ kind: 'computed', also: { services: 'many' } }))).toContain(
      'TM1008 at test/ns: quota.also["services"]:',
    );
  });

  it('bounds no objects where the platform writes', () => {
    const chart = Testing.chart();
    const namespace = new MeshNamespace(chart, 'ns', {
      name: 'gateway',
      role: 'gateway',
      quota: { kind: 'computed' },
      target: Target.bareMetal(),
    });
    namespace.addDemand(() => demand());
    expect(Object.keys((specOf(chart, 'ResourceQuota', 'quota') as { hard: object }).hard)).not.toContain('configmaps');
  });

  it('may be absent', () => {
    expect(() => specOf(make({ kind: 'none' }).chart, 'ResourceQuota', 'quota')).toThrow('0 objects');
  });

  it('refuses a fixed quota that its workloads exceed', () => {
    const { chart, namespace } = make({ kind: 'fixed', hard: { 'limits.cpu': '10', pods: '100' } });
    namespace.addDemand(() => demand());
    expect(validate(chart)).toEqual([
      'TM1103 at test/ns: quota.hard["limits.cpu"]: its workloads (app-ui) with proxies, canaries and surge need 25 (got "10"). Write at least "25", lower the maximum of replicas, or use { kind: "computed" }.',
    ]);
  });

  it('takes a fixed quota that suffices', () => {
    const { chart, namespace } = make({ kind: 'fixed', hard: { 'limits.cpu': '25', pods: '10' } });
    namespace.addDemand(() => demand());
    expect(validate(chart)).toEqual([]);
  });
});
