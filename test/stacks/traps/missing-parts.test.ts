import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHARTS } from '../../../constructs/flux/charts.js';
import type { JsonValue } from '../../../lib/model/index.js';
import { at, clusters, objects, strings, text, type Reference } from '../reference.js';
import { way } from '../network.js';
import { predictedFor } from '../predicted.js';

describe.each(clusters())('parts that such platforms lack, on %s', (_name, cluster) => {
  const eks = cluster.set.name === 'eks-prod';

  it('trap 23: metrics-server is there for the autoscalers', () => {
    expect(cluster.releases()).toContain('metrics-server');
  });

  it('trap 23: external-dns is there on EKS, for the domains of the platform alone', () => {
    expect(cluster.releases().includes('external-dns')).toBe(eks);
    if (eks) expect(at(cluster.values('external-dns'), 'domainFilters')).toEqual(['example.com']);
  });

  it('trap 23: external-dns finds the load balancer of each host, for it looks for a Service by the labels of the Gateway', () => {
    const gateways = cluster.all('Gateway.networking.istio.io');
    expect(gateways).toHaveLength(2);
    for (const { id, object } of gateways) {
      const service = predictedFor(cluster, 'Service', id.namespace, id.name);
      const wanted = entries(at(object, 'spec', 'selector'));
      expect(wanted).not.toEqual([]);
      expect(entries(at(service, 'spec', 'selector'))).toEqual(expect.arrayContaining(wanted));
      const pods = predictedFor(cluster, 'Deployment.apps', id.namespace, id.name);
      expect(entries(at(pods, 'spec', 'template', 'metadata', 'labels'))).toEqual(expect.arrayContaining(wanted));
    }
  });

  it('trap 23: Prometheus keeps its data on a volume', () => {
    const spec = at(cluster.values('kube-prometheus-stack'), 'prometheus', 'prometheusSpec', 'storageSpec');
    const claim = at(spec, 'volumeClaimTemplate', 'spec');
    expect(text(at(claim, 'resources', 'requests', 'storage'))).toMatch(/Gi$/);
    if (!eks) return;
    const [storageClass] = cluster.all('StorageClass.storage.k8s.io');
    expect(at(claim, 'storageClassName')).toBe(storageClass?.id.name);
    expect(at(storageClass?.object, 'parameters', 'encrypted')).toBe('true');
  });

  it('trap 23: istiod, gateways and webhooks have two replicas or more, a budget, and are spread', () => {
    expect(at(cluster.values('istiod'), 'autoscaleMin')).toBeGreaterThanOrEqual(2);
    expect(at(cluster.values('istiod'), 'pdb', 'minAvailable')).toBe(1);
    expect(objects(at(cluster.values('istiod'), 'topologySpreadConstraints'))).not.toEqual([]);
    for (const gateway of ['gateway-shared', 'gateway-tenant-b']) {
      expect(at(cluster.values(gateway), 'autoscaling', 'minReplicas')).toBeGreaterThanOrEqual(2);
      expect(at(cluster.values(gateway), 'podDisruptionBudget', 'minAvailable')).toBe(1);
      expect(objects(at(cluster.values(gateway), 'topologySpreadConstraints'))).not.toEqual([]);
    }
    const webhook = at(cluster.values('cert-manager'), 'webhook');
    expect(at(webhook, 'replicaCount')).toBeGreaterThanOrEqual(2);
    expect(at(webhook, 'podDisruptionBudget', 'enabled')).toBe(true);
    expect(objects(at(webhook, 'topologySpreadConstraints'))).not.toEqual([]);
  });

  it('trap 23: no release fights the webhook of the Prometheus operator over the mark on its rules', () => {
    const mark = '/metadata/annotations/prometheus-operator-validated';
    const making = eks ? ['kube-prometheus-stack'] : ['kube-prometheus-stack', 'metallb'];
    for (const name of making) {
      const release = cluster.one('HelmRelease.helm.toolkit.fluxcd.io', 'flux-system', name);
      expect(objects(at(release, 'spec', 'driftDetection', 'ignore'))).toContainEqual({
        paths: [mark],
        target: { kind: 'PrometheusRule' },
      });
    }
  });

  it('trap 24: every release takes a chart of the table, at its pinned version', () => {
    const releases = cluster.all('HelmRelease.helm.toolkit.fluxcd.io');
    expect(releases.length).toBeGreaterThan(12);
    const pinned = new Set(Object.values(CHARTS).map(({ chart, version }) => `${chart} ${version}`));
    for (const { object } of releases) expect(pinned).toContain(chartOf(cluster, object));
  });

  it("trap 25: a tenant's pod reaches the gateway as a client from outside, and needs the other tenant's token", () => {
    const pod = { namespace: 'tenant-b', labels: { 'tenant-mesh.io/workload': 'app-ui' } };
    const gateway = { namespace: 'istio-ingress', labels: { 'tenant-mesh.io/gateway': 'shared' } };
    expect(way(cluster, pod, gateway, 443)).toBe('closed');
    const policy = cluster.one('AuthorizationPolicy.security.istio.io', 'istio-ingress', 'allow-tenant-a.example.com');
    const rules = objects(at(policy, 'spec', 'rules'));
    expect(rules).toHaveLength(1);
    expect(objects(at(rules[0], 'when')).map((condition) => strings(at(condition, 'values')))).toEqual([['tenant-a']]);
    const principals = objects(at(rules[0], 'from')).map((from) => strings(at(from, 'source', 'requestPrincipals')));
    expect(principals).toHaveLength(1);
    expect(principals[0]).toHaveLength(1);
  });
});

describe('trap 24: the table of charts', () => {
  it('names the page of each source, and lists the unconfirmed ones', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'charts.md'), 'utf8');
    for (const [key, { page: source, version }] of Object.entries(CHARTS)) {
      expect(page).toContain(key);
      expect(page).toContain(source);
      expect(page).toContain(version);
    }
    const unconfirmed = Object.entries(CHARTS).filter(([, { confirmed }]) => !confirmed);
    expect(unconfirmed.map(([key]) => key)).toContain('metrics-server');
  });
});

/** Labels of a selector or a pod, each as text. */
function entries(labels: JsonValue | undefined): string[] {
  return Object.entries(labels ?? {}).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
}

/** Chart and version of a release, through its source where that is an OCI artifact. */
function chartOf(cluster: Reference, release: Parameters<typeof at>[0]): string {
  const chart = at(release, 'spec', 'chart', 'spec');
  if (chart !== undefined) return `${text(at(chart, 'chart')) ?? ''} ${text(at(chart, 'version')) ?? ''}`;
  const name = text(at(release, 'spec', 'chartRef', 'name')) ?? '';
  const source = cluster.one('OCIRepository.source.toolkit.fluxcd.io', 'flux-system', name);
  const url = text(at(source, 'spec', 'url')) ?? '';
  return `${url.slice(url.lastIndexOf('/') + 1)} ${text(at(source, 'spec', 'ref', 'tag')) ?? ''}`;
}
