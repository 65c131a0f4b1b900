import { MeshNamespace } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { SecureGateway } from '../../../../constructs/tenancy/secure-gateway/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { gatewayChart, HOST, JWT, servedChart, workloadOf } from '../gateway-support.js';
import { refusal } from '../support.js';

describe('SecureGateway refuses', () => {
  it('a host that has an owner', () => {
    const { gateway, other } = servedChart();
    expect(refusal(() => gateway.addHost({ host: HOST, namespace: other, access: JWT }))).toBe(
      'TM1401 at test/gateway: host: namespace "tenant-a" already owns this host, and "tenant-b" claims it too (got "tenant-a.example.com"). Give each host one owner; several workloads of the owner share it by path.',
    );
  });

  it('a host that has another owner at another gateway, while the same owner may have it at both', () => {
    const { chart, tenant, other } = servedChart();
    const target = Target.bareMetal();
    const namespace = new MeshNamespace(chart, 'internal', { name: 'internal-ingress', role: 'gateway', target });
    const second = new SecureGateway(chart, 'second', {
      name: 'second',
      namespace,
      exposure: { kind: 'node-port', http: 30080, https: 30443 },
      issuerRef: { kind: 'ClusterIssuer', name: 'public' },
      target,
    });
    expect(refusal(() => second.addHost({ host: HOST, namespace: other, access: JWT }))).toBe(
      'TM1401 at test/second: host: namespace "tenant-a" already owns this host at gateway "istio-ingress/shared", and "tenant-b" claims it too (got "tenant-a.example.com"). Give each host one owner; several workloads of the owner share it by path.',
    );
    expect(() => second.addHost({ host: HOST, namespace: tenant, access: JWT })).not.toThrow();
    expect(second.hosts).toEqual([HOST]);
  });

  it('a host too long to name objects after', () => {
    const { gateway, tenant } = gatewayChart();
    const labels = ['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(60), 'd'.repeat(50), 'example.com'];
    expect(refusal(() => gateway.addHost({ host: labels.join('.'), namespace: tenant, access: JWT }))).toContain(
      'TM1012 at test/gateway: host: the host has 245 characters, and objects named after it leave room for 240',
    );
  });

  it('a wildcard host', () => {
    const { gateway, tenant } = gatewayChart();
    expect(refusal(() => gateway.addHost({ host: '*.example.com', namespace: tenant, access: JWT }))).toBe(
      'TM1004 at test/gateway: host: a wildcard would claim hosts of others (got "*.example.com"). List each host by its full name, such as "tenant-a.example.com".',
    );
  });

  it.each([
    { min: 1, max: 5 },
    { min: 3, max: 2 },
    { min: 2.5, max: 5 },
  ])('replicas %j', (replicas) => {
    expect(refusal(() => gatewayChart({ replicas }))).toBe(
      `TM1402 at test/gateway: replicas: a gateway runs in two pods at the least, and at most in a number not below that (got ${JSON.stringify(replicas)}). Write for instance \`{ min: 2, max: 5 }\`.`,
    );
  });

  it.each<[Record<string, readonly string[]>]>([[{}], [{ tenant: [] }]])('a token with claims %j', (claims) => {
    const { gateway, tenant } = gatewayChart();
    const access = { kind: 'jwt', issuer: 'https://issuer.example.com', claims } as const;
    expect(refusal(() => gateway.addHost({ host: HOST, namespace: tenant, access }))).toContain(
      'access.claims: an issuer signs tokens for others too, so a claim with its accepted values must tell them apart',
    );
  });

  it('a route to a host it does not serve', () => {
    const { gateway } = gatewayChart();
    expect(refusal(() => gateway.route({ host: HOST, to: workloadOf('tenant-a') }))).toBe(
      'TM1403 at test/gateway: host: the gateway serves no host (got "tenant-a.example.com"). Add the host with `addHost` first.',
    );
  });

  it('a route into a namespace that does not own the host', () => {
    const { gateway } = servedChart();
    expect(refusal(() => gateway.route({ host: HOST, to: workloadOf('tenant-b') }))).toBe(
      'TM1412 at test/tenant-a/routes-istio-ingress-shared-tenant-a.example.com: to: the host belongs to namespace "tenant-a", and the workload is in another (got "tenant-b"). Route to a workload of "tenant-a"; what others offer is shared with `share().with()`.',
    );
  });

  it('a route that removes an identity header', () => {
    const { gateway } = servedChart();
    const route = { host: HOST, to: workloadOf('tenant-a'), removeRequestHeaders: ['X-Auth-Request-User'] };
    expect(refusal(() => gateway.route(route))).toBe(
      'TM1404 at test/gateway: removeRequestHeaders: a route removes headers after sign-in has set them, so the workload would not learn who is calling (got "X-Auth-Request-User"). Leave it out: the gateway removes what clients send under this name before sign-in.',
    );
  });

  it('one path twice, a path that is none, and a port the Service has not', () => {
    const { gateway } = servedChart();
    gateway.route({ host: HOST, to: workloadOf('tenant-a') });
    expect(refusal(() => gateway.route({ host: HOST, to: workloadOf('tenant-a') }))).toContain(
      'this path already has a route (got "/")',
    );
    expect(refusal(() => gateway.route({ host: HOST, to: workloadOf('tenant-a'), pathPrefix: 'api' }))).toContain(
      'TM1014',
    );
    const grpc = workloadOf('tenant-a', [{}, { name: 'grpc', port: 81, appProtocol: 'grpc' }]);
    expect(refusal(() => gateway.route({ host: HOST, to: grpc, pathPrefix: '/x' }))).toContain(
      'the Service of "app-ui" has the HTTP ports 80, 81 (got "none"). Name one of them, by the port of the Service.',
    );
    const tcp = workloadOf('tenant-a', [{ appProtocol: 'tcp' }]);
    expect(refusal(() => gateway.route({ host: HOST, to: tcp, pathPrefix: '/x' }))).toContain('has no HTTP port');
  });

  it('an identity header in capitals', () => {
    expect(refusal(() => gatewayChart({ identityHeaders: ['X-Tenant'] }))).toContain('Write "x-tenant".');
  });
});
