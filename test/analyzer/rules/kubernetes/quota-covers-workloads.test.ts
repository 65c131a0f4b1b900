import { quotaCoversWorkloads } from '../../../../lib/analyzer/rules/kubernetes/quota-covers-workloads.js';
import { doc, findings, istiod } from '../../rule-tester.js';

const LIMITS = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m', memory: '512Mi' } };
const plain = doc('Namespace v1', 'a');
const meshed = doc('Namespace v1', 'a', { labels: { 'istio-injection': 'enabled' } });
const workload = (name: string, spec: object = {}, resources: object | undefined = LIMITS) =>
  doc('Deployment apps/v1', `a/${name}`, {
    spec: {
      selector: { matchLabels: { app: name } },
      template: { spec: { containers: [{ name, resources }] } },
      ...spec,
    },
  });
const quota = (hard: object, spec: object = {}) => doc('ResourceQuota v1', 'a/quota', { spec: { hard, ...spec } });
const scaler = (maxReplicas: number) =>
  doc('HorizontalPodAutoscaler autoscaling/v2', 'a/web', {
    spec: { maxReplicas, scaleTargetRef: { kind: 'Deployment', name: 'web' } },
  });
const fixed = { strategy: { rollingUpdate: { maxSurge: 0 } } };
const bounds = (cpu: number, set: string) => [
  findings(quotaCoversWorkloads, set + quota({ 'limits.cpu': String(cpu) })).length,
  findings(quotaCoversWorkloads, set + quota({ 'limits.cpu': String(cpu - 0.001) })).length,
];

describe('quota-covers-workloads', () => {
  it('names bound and need of each resource', () => {
    const hard = {
      'requests.cpu': '1',
      'requests.memory': '512Mi',
      'limits.cpu': '1',
      'limits.memory': '1Gi',
      pods: '2',
    };
    expect(findings(quotaCoversWorkloads, plain + workload('web', { replicas: 2 }) + quota(hard))).toEqual([
      'TM4602 at test.yaml:6 (ResourceQuota a/quota): spec.hard["requests.cpu"]: the workloads of the namespace need 1500m at their largest, and the bound is 1. Raise the bound to what every workload needs at its largest, each pod with its proxy.',
      'TM4602 at test.yaml:6 (ResourceQuota a/quota): spec.hard["requests.memory"]: the workloads of the namespace need 1536Mi at their largest, and the bound is 512Mi. Raise the bound to what every workload needs at its largest, each pod with its proxy.',
      'TM4602 at test.yaml:6 (ResourceQuota a/quota): spec.hard["limits.cpu"]: the workloads of the namespace need 3000m at their largest, and the bound is 1. Raise the bound to what every workload needs at its largest, each pod with its proxy.',
      'TM4602 at test.yaml:6 (ResourceQuota a/quota): spec.hard["limits.memory"]: the workloads of the namespace need 3072Mi at their largest, and the bound is 1Gi. Raise the bound to what every workload needs at its largest, each pod with its proxy.',
      'TM4602 at test.yaml:6 (ResourceQuota a/quota): spec.hard["pods"]: the workloads of the namespace need 3 at their largest, and the bound is 2. Raise the bound to what every workload needs at its largest, each pod with its proxy.',
    ]);
  });

  it('counts the largest number of pods, and those that replace others', () => {
    expect(bounds(2, plain + workload('web'))).toEqual([0, 1]);
    expect(bounds(1, plain + workload('web', fixed))).toEqual([0, 1]);
    expect(bounds(1, plain + workload('web', { strategy: { type: 'Recreate' } }))).toEqual([0, 1]);
    expect(bounds(5, plain + workload('web') + scaler(4))).toEqual([0, 1]);
    expect(bounds(6, plain + workload('web', { strategy: { rollingUpdate: { maxSurge: 2 } } }) + scaler(4))).toEqual([
      0, 1,
    ]);
  });

  it('counts a proxy for each pod of the mesh, as large as the mesh makes it', () => {
    expect(bounds(3, meshed + workload('web', fixed))).toEqual([0, 1]);
    const small = istiod({ global: { proxy: { resources: { limits: { cpu: '500m' } } } } });
    expect(bounds(1.5, small + meshed + workload('web', fixed))).toEqual([0, 1]);
    const ambient = doc('Namespace v1', 'a', { labels: { 'istio.io/dataplane-mode': 'ambient' } });
    expect(bounds(1, ambient + workload('web', fixed))).toEqual([0, 1]);
  });

  it('counts canary and primary during a release, and replaces the primary alone', () => {
    const reference = { kind: 'HorizontalPodAutoscaler', name: 'web' };
    const canary = doc('Canary flagger.app/v1beta1', 'a/web', {
      spec: { targetRef: { kind: 'Deployment', name: 'web' }, autoscalerRef: reference, service: { port: 80 } },
    });
    expect(bounds(4 + 5, plain + workload('web') + scaler(4) + canary)).toEqual([0, 1]);
  });

  it('fills in what a LimitRange gives', () => {
    const limits = [{ type: 'Container', default: { cpu: '250m' } }];
    const range = doc('LimitRange v1', 'a/range', { spec: { limits } });
    expect(bounds(0.25, plain + range + workload('web', fixed, {}))).toEqual([0, 1]);
    expect(bounds(1, plain + range + workload('web', fixed))).toEqual([0, 1]);
  });

  it('refuses a maximum below the limit of the proxy', () => {
    const range = (cpu: string) =>
      doc('LimitRange v1', 'a/range', { spec: { limits: [{ type: 'Container', max: { cpu } }] } });
    expect(findings(quotaCoversWorkloads, meshed + range('1'))).toEqual([
      'TM4602 at test.yaml:4 (LimitRange a/range): spec.limits.max.cpu: a container may have 1 of cpu, and the proxy in each pod has a limit of 2. Raise the maximum, or give the proxy lower limits.',
    ]);
    expect(findings(quotaCoversWorkloads, meshed + range('2'))).toEqual([]);
    expect(findings(quotaCoversWorkloads, plain + range('1'))).toEqual([]);
  });

  it('reads the older names, and leaves alone quotas with a scope and other namespaces', () => {
    expect(findings(quotaCoversWorkloads, plain + workload('web', fixed) + quota({ cpu: '100m' }))).toHaveLength(1);
    const scoped = quota({ 'limits.cpu': '0' }, { scopes: ['BestEffort'] });
    expect(findings(quotaCoversWorkloads, plain + workload('web') + scoped)).toEqual([]);
    const other = doc('ResourceQuota v1', 'b/quota', { spec: { hard: { 'limits.cpu': '0' } } });
    expect(findings(quotaCoversWorkloads, plain + workload('web') + other)).toEqual([]);
  });
});
