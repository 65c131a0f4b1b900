import type { JsonObject } from '../../../lib/model/index.js';
import { at, clusters, objects, strings, text, type Reference } from '../reference.js';
import { way, wayOut, type End } from '../network.js';

const NAME = 'app.kubernetes.io/name';
const WORKLOAD = 'tenant-mesh.io/workload';
const pod = (namespace: string, labels: Readonly<Record<string, string>> = {}): End => ({ namespace, labels });
const workload = (namespace: string, name: string): End => pod(namespace, { [WORKLOAD]: name });
const outside: End = { address: '203.0.113.7' };

const UI = workload('tenant-a', 'app-ui');
const API = workload('tenant-a', 'rag-api');
const TESTER = workload('tenant-a', 'loadtester');
const SHARED = pod('istio-ingress', { 'tenant-mesh.io/gateway': 'shared' });
const OWN = pod('tenant-b-gateway', { 'tenant-mesh.io/gateway': 'tenant-b' });
const SIGN_IN = workload('tenant-a-auth', 'oauth2-proxy');
const FLAGGER = pod('flagger-system', { [NAME]: 'flagger' });
const PROMETHEUS = pod('monitoring', { [NAME]: 'prometheus' });
const ISTIOD = pod('istio-system', { app: 'istiod' });
const DNS = pod('kube-system', { 'k8s-app': 'kube-dns' });
const WEBHOOK = pod('cert-manager', { [NAME]: 'webhook' });

type Row = readonly [flow: string, from: End, to: End, port: number];

const REQUIRED: readonly Row[] = [
  ['a workload resolves names', UI, DNS, 53],
  ['a workload asks the DNS cache of its node', UI, { address: '169.254.20.10' }, 53],
  ['a proxy asks istiod', UI, ISTIOD, 15012],
  ['a gateway asks istiod', SHARED, ISTIOD, 15012],
  ['oauth2-proxy asks istiod', SIGN_IN, ISTIOD, 15012],
  ['the API server asks the injector', outside, ISTIOD, 15017],
  ["the API server asks cert-manager's webhook", outside, WEBHOOK, 10250],
  ['a load balancer asks how a gateway is', outside, SHARED, 15021],
  ['clients reach the shared gateway', outside, SHARED, 443],
  ['clients reach the gateway of tenant-b', outside, OWN, 443],
  ['Prometheus scrapes proxies', PROMETHEUS, UI, 15020],
  ['Prometheus scrapes Envoy', PROMETHEUS, UI, 15090],
  ['Prometheus scrapes istiod', PROMETHEUS, ISTIOD, 15014],
  ['the gateway calls the UI', SHARED, UI, 8501],
  ['the gateway asks oauth2-proxy', SHARED, SIGN_IN, 4180],
  ['the UI calls the API', UI, API, 8000],
  ['oauth2-proxy calls the issuer', SIGN_IN, outside, 443],
  ['istiod fetches signing keys', ISTIOD, outside, 443],
  ['Flagger asks Prometheus', FLAGGER, PROMETHEUS, 9090],
  ['Flagger calls the load tester', FLAGGER, TESTER, 8080],
  ['the load tester calls the UI', TESTER, UI, 8501],
  ['the load tester calls the API', TESTER, API, 8000],
  ['Flux reads Git over ssh', pod('flux-system'), outside, 22],
  ['Flux reads registries', pod('flux-system'), outside, 443],
  ['Flux controllers reach each other', pod('flux-system'), pod('flux-system'), 9090],
];

const CLOSED: readonly Row[] = [
  ['the API calls the UI', API, UI, 8501],
  ['the gateway calls the API', SHARED, API, 8000],
  ["tenant-a calls tenant-b's API", UI, workload('tenant-b', 'rag-api'), 8000],
  ['the shared gateway calls tenant-b', SHARED, workload('tenant-b', 'app-ui'), 8501],
  ['the gateway of tenant-b calls tenant-a', OWN, UI, 8501],
  ["the gateway of tenant-b asks tenant-a's oauth2-proxy", OWN, SIGN_IN, 4180],
  ['a workload calls the world', UI, outside, 443],
  ['a workload calls its oauth2-proxy', UI, SIGN_IN, 4180],
  ['a workload reads metrics', UI, PROMETHEUS, 9090],
  ["a workload reads another's metrics", workload('tenant-b', 'app-ui'), UI, 15020],
  ['a workload asks the metadata service', UI, { address: '169.254.169.254' }, 80],
  ['the world calls a workload', outside, UI, 8501],
  ['a pod of another namespace calls a workload', pod('default'), UI, 8501],
  ["tenant-b's load tester calls tenant-a", workload('tenant-b', 'loadtester'), UI, 8501],
];

describe.each(clusters())('network of %s', (_name, cluster) => {
  it.each(REQUIRED)('trap 17: %s', (_flow, from, to, port) => {
    expect(way(cluster, from, to, port)).toBe('open');
  });

  it.each(CLOSED)('trap 17: nothing lets through that %s', (_flow, from, to, port) => {
    expect(way(cluster, from, to, port)).toBe('closed');
  });

  it('trap 17: names resolve over UDP as well', () => {
    for (const name of ['dns-out', 'dns-node-local-out']) {
      const policy = cluster.one('NetworkPolicy.networking.k8s.io', 'tenant-a', name);
      const [rule] = objects(at(policy, 'spec', 'egress'));
      expect(at(rule, 'ports')).toEqual([
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ]);
    }
  });

  it('trap 17: a proxy knows its own namespace and what it needs of the control plane', () => {
    const sidecar = cluster.one('Sidecar.networking.istio.io', 'tenant-a', 'default');
    const hosts = objects(at(sidecar, 'spec', 'egress')).flatMap((egress) => strings(at(egress, 'hosts')));
    expect(hosts).toEqual(['./*', 'istio-system/istiod.istio-system.svc.cluster.local']);
    expect(at(sidecar, 'spec', 'outboundTrafficPolicy', 'mode')).toBe('REGISTRY_ONLY');
    expect(at(cluster.values('istiod'), 'meshConfig', 'outboundTrafficPolicy', 'mode')).toBe('REGISTRY_ONLY');
  });

  it('trap 17: everything is denied first, in the root namespace and in each meshed one', () => {
    const meshed = cluster
      .all('Namespace')
      .filter(({ object }) => object.metadata.labels?.['istio-injection'] === 'enabled')
      .map(({ id }) => id.name);
    expect(meshed.length).toBeGreaterThan(4);
    for (const namespace of ['istio-system', ...meshed]) {
      expect(at(cluster.one('AuthorizationPolicy.security.istio.io', namespace, 'default-deny'), 'spec')).toEqual({});
      expect(at(cluster.one('PeerAuthentication.security.istio.io', namespace, 'default'), 'spec')).toEqual({
        mtls: { mode: 'STRICT' },
      });
    }
  });

  it('trap 18: tenants, sign-in and gateways enforce `restricted`; what cannot has a namespace of its own', () => {
    const levels = new Map(
      cluster
        .all('Namespace')
        .map(({ id, object }) => [id.name, object.metadata.labels?.['pod-security.kubernetes.io/enforce']]),
    );
    for (const name of ['tenant-a', 'tenant-b', 'tenant-a-auth', 'istio-ingress', 'tenant-b-gateway']) {
      expect(levels.get(name)).toBe('restricted');
    }
    const privileged = [...levels].filter(([, level]) => level !== 'restricted').map(([name]) => name);
    const speakers = cluster.set.name === 'metal-prod' ? ['metallb-system'] : [];
    expect(privileged.sort()).toEqual(['istio-cni', ...speakers, 'monitoring-node']);
    expect(releasesIn(cluster, 'istio-cni')).toEqual(['istio-cni']);
  });

  it('trap 18: every chart with pods in a restricted namespace is told the seccomp profile', () => {
    const runtime = { type: 'RuntimeDefault' };
    expect(at(cluster.values('istiod'), 'global', 'proxy', 'seccompProfile')).toEqual(runtime);
    expect(at(cluster.values('gateway-shared'), 'securityContext', 'seccompProfile')).toEqual(runtime);
    expect(at(cluster.values('oauth2-proxy-tenant-a'), 'podSecurityContext', 'seccompProfile')).toEqual(runtime);
    expect(at(cluster.values('tenant-a-loadtester'), 'securityContext', 'context', 'seccompProfile')).toEqual(runtime);
  });

  it('trap 18: the CNI is Ready before any meshed pod', () => {
    const meshed = ['infrastructure/controllers', 'infrastructure/gateways', 'auth/tenant-a', 'apps/tenant-a'];
    for (const unit of meshed) expect(cluster.before(unit)).toContain('infrastructure/cni');
  });
});

describe.each(clusters())('ways out of gateways and controllers of %s', (name, cluster) => {
  const policies = cluster.all('NetworkPolicy.networking.k8s.io');

  it.each([
    ['istio-ingress', 'shared', 'tenant-a'],
    ['tenant-b-gateway', 'tenant-b', 'tenant-b'],
  ])('trap 17: the gateway in %s is let out to its own tenants alone', (namespace, gateway, tenant) => {
    const named = policies
      .filter((entry) => entry.id.namespace === namespace && entry.id.name.startsWith(`${gateway}-to-`))
      .map(({ id }) => id.name);
    expect(named).toEqual([`${gateway}-to-${tenant}`, `${gateway}-to-${tenant}-auth`]);
    const ends = ['tenant-a', 'tenant-a-auth', 'tenant-b', 'tenant-b-auth', 'monitoring', 'kube-system'];
    const own = pod(namespace, { 'tenant-mesh.io/gateway': gateway });
    const open = ends.filter((end) => wayOut(cluster, own, pod(end), 4180) !== 'closed');
    expect(open).toEqual([tenant, `${tenant}-auth`]);
  });

  it('trap 17: every controller calls the API server where it is, and nothing else by that way', () => {
    const apiServer = name === 'metal-prod' ? '192.0.2.1' : '172.20.0.1';
    const clients = policies.filter(({ id }) => id.name.startsWith('api-server-'));
    expect(clients.length).toBeGreaterThan(8);
    for (const { id, object } of clients) {
      expect(object.metadata.annotations?.['tenant-mesh.io/podless']).toBe('control-plane');
      const own = pod(id.namespace, labelsOf(object));
      expect(wayOut(cluster, own, { address: apiServer }, 6443)).toBe('open');
      for (const other of ['tenant-a', 'istio-ingress', 'monitoring']) {
        if (other !== id.namespace) expect(wayOut(cluster, own, pod(other), 6443)).not.toBe('open');
      }
    }
  });

  it('trap 17: metrics-server answers on one port and calls kubelets and the API server alone', () => {
    const metrics = pod('kube-system', { [NAME]: 'metrics-server' });
    expect(way(cluster, outside, metrics, 10250)).toBe('open');
    expect(way(cluster, outside, metrics, 4443)).toBe('closed');
    expect(way(cluster, metrics, { address: '192.0.2.9' }, 10250)).toBe('open');
    expect(way(cluster, metrics, UI, 8501)).toBe('closed');
    expect(way(cluster, UI, metrics, 10250)).toBe('closed');
    expect(way(cluster, pod('kube-system', { 'k8s-app': 'kube-dns' }), outside, 53)).toBe('open');
  });
});

/** Labels of the pods that a NetworkPolicy is for. */
function labelsOf(object: JsonObject): Readonly<Record<string, string>> {
  return at(object, 'spec', 'podSelector', 'matchLabels') as Readonly<Record<string, string>>;
}

describe('addresses on metal-prod', () => {
  const [metal] = clusters().map(([, cluster]) => cluster);
  if (metal === undefined) throw new Error('no cluster');

  it("trap 19: the pool of a tenant serves the tenant's own gateway and nothing else", () => {
    const pool = metal.one('IPAddressPool.metallb.io', 'metallb-system', 'tenant-b');
    expect(at(pool, 'spec', 'serviceAllocation')).toMatchObject({ namespaces: ['tenant-b-gateway'] });
    const values = metal.values('gateway-tenant-b');
    expect(at(values, 'service', 'annotations', 'metallb.io/address-pool')).toBe('tenant-b');
    expect(at(values, 'service', 'type')).toBe('LoadBalancer');
    expect(releasesIn(metal, 'tenant-b-gateway')).toEqual(['gateway-tenant-b']);
  });

  it('trap 17: Prometheus reads the controller and the speakers of MetalLB, which are on the network of their nodes', () => {
    expect(way(metal, PROMETHEUS, pod('metallb-system'), 9120)).toBe('open');
    expect(way(metal, PROMETHEUS, { address: '192.0.2.9' }, 9120)).toBe('open');
    expect(way(metal, PROMETHEUS, { address: '203.0.113.7' }, 9120)).toBe('closed');
  });

  it('trap 17: MetalLB is scraped as its metrics want it, with TLS and the token of Prometheus', () => {
    const prometheus = at(metal.values('metallb'), 'prometheus');
    expect(prometheus).toMatchObject({
      serviceAccount: 'kube-prometheus-stack-prometheus',
      namespace: 'monitoring',
      serviceMonitor: { enabled: true },
    });
    expect(at(prometheus, 'podMonitor')).toBeUndefined();
  });

  it('trap 19: pools are there before the gateways that wait for an address', () => {
    expect(metal.before('infrastructure/gateways')).toContain('infrastructure/pools');
    expect(metal.before('infrastructure/pools')).toContain('infrastructure/controllers');
  });
});

/** Names of HelmReleases that install into a namespace. */
function releasesIn(cluster: Reference, namespace: string): readonly string[] {
  return cluster
    .all('HelmRelease.helm.toolkit.fluxcd.io')
    .filter(({ object }) => text(at(object, 'spec', 'targetNamespace')) === namespace)
    .map(({ id }) => id.name);
}
