import { Testing } from 'cdk8s';
import {
  FLOWS,
  flowAllows,
  flowPolicies,
  flowSidecarHosts,
  flowsOf,
  isEnd,
  partsOf,
  RequiredFlows,
  servedPolicy,
  type FlowSite,
} from '../../../../constructs/tenancy/flows/index.js';
import { names, objectsOf, schemaFaults } from '../support.js';

const TENANT: FlowSite = { namespace: 'tenant-a', role: 'tenant', mesh: 'sidecar', target: 'eks' };
const AUTH: FlowSite = { ...TENANT, namespace: 'tenant-a-auth', role: 'auth' };
const GATEWAY: FlowSite = { ...TENANT, namespace: 'istio-ingress', role: 'gateway' };
const FLAGGER: FlowSite = {
  ...TENANT,
  namespace: 'flagger-system',
  role: 'platform',
  loadTesters: ['tenant-b', 'tenant-a'],
};
const platform = (namespace: string): FlowSite => ({ ...TENANT, namespace, role: 'platform', mesh: 'none' });

const policy = (site: FlowSite, name: string) => flowPolicies(site).find((found) => found.name === name)?.spec;
const namespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

describe('the table of flows', () => {
  it('gives each flow one name and one reason', () => {
    expect(new Set(FLOWS.map(({ id }) => id)).size).toBe(FLOWS.length);
    for (const { id, why } of FLOWS) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(why).toMatch(/^\w.*[.]$/);
    }
  });

  it.each(FLOWS.map((flow) => [flow.id, flow] as const))(
    'opens the network of %s on each side that holds pods',
    (id, flow) => {
      const sites = [TENANT, AUTH, GATEWAY, FLAGGER, ...NAMESPACES.map(platform), ...SYSTEM].map((site) => ({
        ...site,
        ...(flow.target === undefined ? {} : { target: flow.target }),
        ...(flow.mesh === undefined || site.mesh === 'none' ? {} : { mesh: flow.mesh }),
      }));
      for (const site of sites) {
        const made = flowPolicies(site).map(({ name }) => name);
        expect(made.some((name) => named(site, `${id}-out`).includes(name))).toBe(
          isEnd(flow.from, site) && flow.to.kind !== 'served',
        );
        expect(made.some((name) => named(site, `${id}-in`).includes(name))).toBe(isEnd(flow.to, site));
      }
      const touched = sites.filter((site) => isEnd(flow.from, site) || isEnd(flow.to, site));
      expect(touched.length).toBeGreaterThan(0);
    },
  );
});

/** Names that the policy of a flow may have: in a namespace that is not ours its piece stands before it. */
function named({ only }: FlowSite, name: string): readonly string[] {
  return only === undefined ? [name] : [name, `${only}-${name}`];
}

const NAMESPACES = [
  'istio-system',
  'istio-cni',
  'cert-manager',
  'metallb-system',
  'flux-system',
  'monitoring',
  'monitoring-node',
  'kiali',
  'external-dns',
];

const SYSTEM = (['metrics-server', 'load-balancers', 'load-balancers-metadata'] as const).map((only): FlowSite => ({
  ...platform('kube-system'),
  only,
}));

describe('the network layer (demand 17)', () => {
  it('resolves names over UDP and TCP, by the cluster DNS and by the cache of the node', () => {
    const ports = [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ];
    expect(policy(TENANT, 'dns-out')?.egress).toEqual([
      {
        to: [{ namespaceSelector: namespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
        ports,
      },
    ]);
    expect(policy(TENANT, 'dns-node-local-out')?.egress).toEqual([
      { to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports },
    ]);
  });

  it('reaches istiod from every meshed namespace and from no other', () => {
    expect(policy(TENANT, 'istiod-out')?.egress?.[0]?.ports).toEqual([{ port: 15012, protocol: 'TCP' }]);
    const from = policy(platform('istio-system'), 'istiod-in')?.ingress?.[0]?.from;
    expect(from).toEqual([
      {
        namespaceSelector: {
          matchExpressions: [{ key: 'tenant-mesh.io/role', operator: 'In', values: ['auth', 'gateway', 'tenant'] }],
        },
      },
      { namespaceSelector: namespace('flagger-system') },
    ]);
    expect(policy(platform('monitoring'), 'istiod-out')).toBeUndefined();
  });

  it.each([
    ['istio-system', 'webhook-istiod-in', 15017],
    ['cert-manager', 'webhook-cert-manager-in', 10250],
    ['cert-manager', 'webhook-trust-manager-in', 6443],
    ['monitoring', 'webhook-prometheus-operator-in', 10250],
  ])('admits the API server to %s by port alone, since it is no pod: %s', (name, id, port) => {
    expect(policy(platform(name), id)?.ingress).toEqual([{ ports: [{ port, protocol: 'TCP' }] }]);
  });

  it('admits the API server to the webhook of MetalLB on bare metal alone', () => {
    const site = platform('metallb-system');
    expect(policy({ ...site, target: 'bare-metal' }, 'webhook-metallb-in')?.ingress).toEqual([
      { ports: [{ port: 9443, protocol: 'TCP' }] },
    ]);
    expect(policy(site, 'webhook-metallb-in')).toBeUndefined();
  });

  it('admits health checks of kubelets and load balancers to 15021 of every proxy', () => {
    for (const site of [TENANT, AUTH, GATEWAY, FLAGGER]) {
      expect(policy(site, 'health-in')?.ingress).toEqual([{ ports: [{ port: 15021, protocol: 'TCP' }] }]);
    }
  });

  it('lets Prometheus alone scrape proxies, and none of it by a wider door', () => {
    expect(policy(TENANT, 'proxy-metrics-in')?.ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: namespace('monitoring'),
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
          },
        ],
        ports: [
          { port: 15020, protocol: 'TCP' },
          { port: 15090, protocol: 'TCP' },
        ],
      },
    ]);
    expect(policy(platform('monitoring'), 'proxy-metrics-out')?.podSelector).toEqual({
      matchLabels: { 'app.kubernetes.io/name': 'prometheus' },
    });
  });

  it('lets clients reach a gateway, and the gateway reach only what it is given to serve', () => {
    expect(policy(GATEWAY, 'clients-in')?.ingress?.[0]).toEqual({
      ports: [
        { port: 80, protocol: 'TCP' },
        { port: 443, protocol: 'TCP' },
      ],
    });
    const opened = [GATEWAY, TENANT, AUTH].flatMap((site) => flowPolicies(site).map(({ name }) => name));
    expect(opened.filter((name) => name.startsWith('gateway-workloads'))).toEqual([]);
    expect(servedPolicy('shared', { app: 'gateway' }, 'tenant-a')).toEqual({
      name: 'shared-to-tenant-a',
      spec: {
        podSelector: { matchLabels: { app: 'gateway' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ namespaceSelector: namespace('tenant-a') }] }],
      },
    });
  });

  it('gives pods on EKS their credentials, and opens nothing for it on bare metal', () => {
    expect(policy(TENANT, 'pod-identity-out')?.egress).toEqual([
      { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ port: 80, protocol: 'TCP' }] },
    ]);
    expect(policy({ ...TENANT, target: 'bare-metal' }, 'pod-identity-out')).toBeUndefined();
  });

  it('opens HBONE and the probes of the kubelet in ambient mode alone', () => {
    const ambient: FlowSite = { ...TENANT, mesh: 'ambient' };
    expect(policy(ambient, 'hbone-in')?.ingress?.[0]?.ports).toEqual([{ port: 15008, protocol: 'TCP' }]);
    expect(policy(ambient, 'hbone-out')?.egress?.[0]?.ports).toEqual([{ port: 15008, protocol: 'TCP' }]);
    expect(policy(ambient, 'ambient-probes-in')?.ingress).toEqual([
      { from: [{ ipBlock: { cidr: '169.254.7.127/32' } }] },
    ]);
    expect(policy(TENANT, 'hbone-in')).toBeUndefined();
    expect(policy(TENANT, 'ambient-probes-in')).toBeUndefined();
  });

  it('never means a pod, a node or a metadata service by the outside', () => {
    const [v4] = policy(platform('istio-system'), 'istiod-jwks-out')?.egress?.[0]?.to ?? [];
    expect(v4?.ipBlock?.except).toEqual(expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16', '192.168.0.0/16']));
  });

  it('lets Flux reach Git, registries and its own source-controller', () => {
    const site = platform('flux-system');
    expect(policy(site, 'flux-sources-out')?.egress?.[0]?.ports).toContainEqual({ port: 443, protocol: 'TCP' });
    expect(policy(site, 'flux-internal-out')?.egress?.[0]?.ports).toContainEqual({ port: 9090, protocol: 'TCP' });
    expect(policy(site, 'flux-internal-in')?.ingress?.[0]?.ports).toContainEqual({ port: 9090, protocol: 'TCP' });
  });

  it('admits Flagger to load testers, whose pods alone are selected', () => {
    expect(policy(TENANT, 'flagger-load-tester-in')?.podSelector).toEqual({
      matchLabels: { 'tenant-mesh.io/workload': 'loadtester' },
    });
    expect(policy(FLAGGER, 'flagger-load-tester-out')?.egress?.[0]?.ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  });

  it('knows the pieces of a namespace by its name, and of others by its role', () => {
    expect(partsOf('flagger-system', 'platform')).toEqual(['flagger']);
    expect(partsOf('tenant-a', 'tenant')).toEqual(['load-tester']);
    expect(flowsOf({ ...FLAGGER, parts: [] }).map(({ id }) => id)).not.toContain('flagger-prometheus');
  });
});

describe('the sidecar layer (demand 17)', () => {
  it('shows Flagger the API server, Prometheus and each load tester (demand 10)', () => {
    expect(flowSidecarHosts(FLAGGER, 'cluster.local')).toEqual([
      'default/kubernetes.default.svc.cluster.local',
      'istio-system/istiod.istio-system.svc.cluster.local',
      'monitoring/kube-prometheus-stack-prometheus.monitoring.svc.cluster.local',
      'tenant-a/loadtester.tenant-a.svc.cluster.local',
      'tenant-b/loadtester.tenant-b.svc.cluster.local',
    ]);
  });

  it('shows a tenant istiod and nothing else', () => {
    expect(flowSidecarHosts(TENANT, 'k8s.local')).toEqual(['istio-system/istiod.istio-system.svc.k8s.local']);
  });

  it('is empty where there is no Sidecar', () => {
    expect(flowSidecarHosts({ ...TENANT, mesh: 'ambient' }, 'cluster.local')).toEqual([]);
    expect(flowSidecarHosts(platform('kiali'), 'cluster.local')).toEqual([]);
  });
});

describe('the allow layer (demand 17)', () => {
  it('admits Flagger alone to a load tester, and only to call its webhooks', () => {
    const [allow, ...rest] = flowAllows(TENANT, 'mesh.example');
    expect(rest).toEqual([]);
    expect(allow?.podLabels).toEqual({ 'tenant-mesh.io/workload': 'loadtester' });
    expect(allow?.rule).toEqual({
      from: [{ source: { principals: ['mesh.example/ns/flagger-system/sa/flagger'] } }],
      to: [{ operation: { ports: ['8080'], methods: ['POST'], paths: ['/', '/gate/*', '/rollback/*'] } }],
    });
  });

  it('adds no rule for ports that proxies do not guard, nor outside the mesh', () => {
    expect(flowAllows(GATEWAY, 'cluster.local')).toEqual([]);
    expect(flowAllows({ ...TENANT, mesh: 'none' }, 'cluster.local')).toEqual([]);
    expect(flowAllows({ ...TENANT, mesh: 'ambient' }, 'cluster.local')).toEqual([]);
  });
});

describe('RequiredFlows', () => {
  it('closes the namespace and opens one policy a flow and side', () => {
    const chart = Testing.chart();
    new RequiredFlows(chart, 'flows', { site: GATEWAY, labels: { team: 'platform' } });
    expect(names(chart, 'NetworkPolicy')).toEqual([
      'clients-in',
      'default-deny',
      'dns-node-local-out',
      'dns-out',
      'health-in',
      'istiod-out',
      'pod-identity-out',
      'proxy-metrics-in',
    ]);
    expect(objectsOf(chart)[0]).toMatchSnapshot();
    expect(schemaFaults(chart)).toEqual([]);
  });
});
