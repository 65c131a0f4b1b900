import { LOAD_TESTER } from '../../../constructs/tenancy/flows/index.js';
import { quantityNumber } from '../../../lib/model/index.js';
import { at, clusters, objects, strings, text, type Reference } from '../reference.js';

const CANARY = 'Canary.flagger.app';
const POLICY = 'AuthorizationPolicy.security.istio.io';
const APPS = [
  { app: 'app-ui', port: '8501', path: '/_stcore/health' },
  { app: 'rag-api', port: '8000', path: '/healthz' },
] as const;

describe.each(clusters())('canaries on %s', (_name, cluster) => {
  const tenants = cluster.tenants();
  const cases = tenants.flatMap((tenant) => APPS.map((app) => ({ tenant, ...app })));

  it.each(cases)('trap 9: a release of $tenant/$app that refuses everybody fails', ({ tenant, app }) => {
    const canary = cluster.one(CANARY, tenant, app);
    const [rate] = objects(at(canary, 'spec', 'analysis', 'metrics'));
    expect(rate).toMatchObject({ templateRef: { name: `${app}-success-rate` }, thresholdRange: { min: 99 } });
    const template = cluster.one('MetricTemplate.flagger.app', tenant, `${app}-success-rate`);
    const query = text(at(template, 'spec', 'query')) ?? '';
    for (const code of ['5..', '401', '403', '404']) expect(query).toContain(code);
    // Without a least rate of requests the share of nothing would be judged.
    expect(query).toMatch(/>= 0\.\d/);
  });

  it.each(cases)('trap 9: the load tester of $tenant enters $app without a token, to one path alone', (row) => {
    const { tenant, app, port, path } = row;
    const policy = cluster.one(POLICY, tenant, `allow-${app}`);
    expect(at(policy, 'spec', 'selector', 'matchLabels')).toEqual({ 'tenant-mesh.io/workload': app });
    const doors = objects(at(policy, 'spec', 'rules')).filter((rule) => JSON.stringify(rule).includes(LOAD_TESTER));
    expect(doors).toEqual([
      {
        from: [{ source: { principals: [`cluster.local/ns/${tenant}/sa/${LOAD_TESTER}`] } }],
        to: [{ operation: { methods: ['GET'], paths: [path], ports: [port] } }],
      },
    ]);
  });

  it('trap 10: Flagger is in the mesh and sees Prometheus and every load tester', () => {
    expect(cluster.entry('Namespace', '', 'flagger-system').object.metadata).toMatchObject({
      labels: { 'istio-injection': 'enabled' },
    });
    const sidecar = cluster.one('Sidecar.networking.istio.io', 'flagger-system', 'default');
    const hosts = objects(at(sidecar, 'spec', 'egress')).flatMap((egress) => strings(at(egress, 'hosts')));
    for (const tenant of tenants) expect(hosts).toContain(`${tenant}/${LOAD_TESTER}.${tenant}.svc.cluster.local`);
    expect(hosts.some((host) => host.startsWith('monitoring/') && host.includes('prometheus'))).toBe(true);
  });

  it('trap 10: a load tester admits Flagger and nobody else', () => {
    for (const tenant of tenants) {
      const admitting = cluster
        .all(POLICY, tenant)
        .filter(({ object }) => JSON.stringify(at(object, 'spec', 'selector') ?? null).includes(LOAD_TESTER));
      expect(admitting).toHaveLength(1);
      const principals = objects(at(admitting[0]?.object, 'spec', 'rules')).flatMap((rule) =>
        objects(at(rule, 'from')).flatMap((from) => strings(at(from, 'source', 'principals'))),
      );
      expect(principals).toEqual(['cluster.local/ns/flagger-system/sa/flagger']);
      expect(at(cluster.values(`${tenant}-loadtester`), 'rbac', 'create')).toBe(false);
    }
  });

  it('trap 11: a Canary names its own hosts and gateway, and `mesh` with no host of others', () => {
    for (const tenant of tenants) {
      const gateway = tenant === 'tenant-a' ? 'istio-ingress/shared' : 'tenant-b-gateway/tenant-b';
      expect(at(cluster.one(CANARY, tenant, 'app-ui'), 'spec', 'service')).toMatchObject({
        gateways: [gateway],
        hosts: [`${tenant}.example.com`],
      });
      const api = at(cluster.one(CANARY, tenant, 'rag-api'), 'spec', 'service');
      expect(api).toMatchObject({ gateways: ['mesh'], name: 'rag-api' });
      expect(at(api, 'hosts')).toBeUndefined();
      expect(at(api, 'delegation')).toBeUndefined();
    }
  });

  it.each(tenants)('trap 12: the quota of %s covers proxies, primary and canary at their largest', (tenant) => {
    const hard = at(cluster.one('ResourceQuota', tenant, 'quota'), 'spec', 'hard');
    const needed = neededLimits(cluster, tenant);
    expect(quantityNumber(text(at(hard, 'limits.cpu')) ?? '')).toBeGreaterThanOrEqual(needed.cpu);
    expect(quantityNumber(text(at(hard, 'limits.memory')) ?? '')).toBeGreaterThanOrEqual(needed.memory);
    expect(Number(at(hard, 'pods'))).toBeGreaterThanOrEqual(needed.pods);
    const [limit] = objects(at(cluster.one('LimitRange', tenant, 'containers'), 'spec', 'limits'));
    expect(quantityNumber(text(at(limit, 'max', 'cpu')) ?? '')).toBeGreaterThanOrEqual(PROXY.cpu);
  });

  it.each(tenants)('trap 12: autoscalers of %s measure the app, not its proxy', (tenant) => {
    const scalers = cluster.all('HorizontalPodAutoscaler.autoscaling', tenant);
    expect(scalers).toHaveLength(2);
    for (const { object, id } of scalers) {
      expect(objects(at(object, 'spec', 'metrics')).map(({ type }) => type)).toEqual(['ContainerResource']);
      const [metric] = objects(at(object, 'spec', 'metrics'));
      expect(at(metric, 'containerResource', 'container')).toBe(id.name);
    }
  });

  it.each(cases)('trap 12: budget and spread of $tenant/$app hold canary and primary together', ({ tenant, app }) => {
    const labels = { 'tenant-mesh.io/workload': app };
    const budget = cluster.one('PodDisruptionBudget.policy', tenant, app);
    expect(at(budget, 'spec', 'selector', 'matchLabels')).toEqual(labels);
    const pod = at(cluster.one('Deployment.apps', tenant, app), 'spec', 'template', 'spec');
    const spread = objects(at(pod, 'topologySpreadConstraints'));
    expect(spread.length).toBeGreaterThan(0);
    for (const constraint of spread) expect(at(constraint, 'labelSelector', 'matchLabels')).toEqual(labels);
  });
});

/** What the chart of istiod sets as limits of a proxy. */
const PROXY = { cpu: 2, memory: 2 ** 30 } as const;

/** Limits of a tenant worked out from its Deployments and autoscalers: twice the largest, and the load tester. */
function neededLimits(cluster: Reference, tenant: string): { cpu: number; memory: number; pods: number } {
  const sum = { cpu: 0, memory: 0, pods: 0 };
  const add = (pods: number, containers: readonly { cpu: number; memory: number }[]): void => {
    sum.pods += pods;
    for (const { cpu, memory } of [...containers, PROXY]) {
      sum.cpu += cpu * pods;
      sum.memory += memory * pods;
    }
  };
  for (const { object, id } of cluster.all('Deployment.apps', tenant)) {
    const scaler = cluster.one('HorizontalPodAutoscaler.autoscaling', tenant, id.name);
    const max = Number(at(scaler, 'spec', 'maxReplicas'));
    const containers = objects(at(object, 'spec', 'template', 'spec', 'containers')).map((container) =>
      limitsOf(at(container, 'resources', 'limits')),
    );
    add(2 * max, containers);
  }
  add(1, [limitsOf(at(cluster.values(`${tenant}-loadtester`), 'resources', 'limits'))]);
  return sum;
}

function limitsOf(limits: Parameters<typeof at>[0]): { cpu: number; memory: number } {
  const read = (name: string): number => quantityNumber(text(at(limits, name)) ?? '') ?? Number.NaN;
  return { cpu: read('cpu'), memory: read('memory') };
}
