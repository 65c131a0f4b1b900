import { Testing } from 'cdk8s';
import { chartValues } from '../../../../lib/imports/schemas.js';
import { contributions, predictions, secretNeeds, unitPathOf } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { gatewayChart, objectOf, objectsOf, refusal, workloadOf } from '../gateway-support.js';

const HOST = 'tenant-a.example.com';
const JWT = { kind: 'jwt', issuer: 'https://issuer.example.com', claims: { 'custom:tenantid': ['tenant-a'] } } as const;

function served() {
  const built = gatewayChart();
  built.gateway.addHost({ host: HOST, namespace: built.tenant, access: JWT });
  return built;
}

describe('SecureGateway', () => {
  it('binds a host to its one namespace, redirects 80 and speaks TLS 1.2 to 1.3', () => {
    const { chart } = served();
    expect(objectOf(chart, 'Gateway', 'shared')['spec']).toEqual({
      selector: { 'tenant-mesh.io/gateway': 'shared' },
      servers: [
        {
          port: { number: 80, name: 'http', protocol: 'HTTP' },
          hosts: [`tenant-a/${HOST}`],
          tls: { httpsRedirect: true },
        },
        {
          port: { number: 443, name: 'https-tenant--a-example-com', protocol: 'HTTPS' },
          hosts: [`tenant-a/${HOST}`],
          tls: {
            mode: 'SIMPLE',
            credentialName: `${HOST}-tls`,
            minProtocolVersion: 'TLSV1_2',
            maxProtocolVersion: 'TLSV1_3',
          },
        },
      ],
    });
  });

  it('makes no Gateway without a host', () => {
    expect(objectsOf(gatewayChart().chart).map(({ kind }) => kind)).not.toContain('Gateway');
  });

  it('puts the leaf certificate where the gateway pods are, and never a CA', () => {
    const { chart } = served();
    const certificate = objectOf(chart, 'Certificate', HOST);
    expect(certificate.metadata.namespace).toBe('istio-ingress');
    expect(certificate['spec']).toMatchObject({
      dnsNames: [HOST],
      secretName: `${HOST}-tls`,
      duration: '2160h',
      renewBefore: '720h',
      privateKey: { rotationPolicy: 'Always' },
      issuerRef: { kind: 'ClusterIssuer', name: 'public', group: 'cert-manager.io' },
    });
    expect(certificate['spec']).not.toHaveProperty('isCA');
  });

  it('admits a host, with and without port, by issuer and claim', () => {
    const { chart } = served();
    expect(objectOf(chart, 'AuthorizationPolicy', `allow-${HOST}`)['spec']).toEqual({
      selector: { matchLabels: { 'tenant-mesh.io/gateway': 'shared' } },
      action: 'ALLOW',
      rules: [
        {
          from: [{ source: { requestPrincipals: ['https://issuer.example.com/*'] } }],
          to: [{ operation: { hosts: [HOST, `${HOST}:*`], ports: ['443'] } }],
          when: [{ key: 'request.auth.claims[custom:tenantid]', values: ['tenant-a'] }],
        },
      ],
    });
    expect(objectOf(chart, 'RequestAuthentication', `jwt-${HOST}`)['spec']).toMatchObject({
      jwtRules: [{ issuer: 'https://issuer.example.com', forwardOriginalToken: true }],
    });
  });

  it('closes the gateway to everything that no host admits, but the redirect', () => {
    const rules = objectOf(gatewayChart().chart, 'AuthorizationPolicy', 'shared-allow-redirect')['spec'];
    expect(rules).toMatchObject({ action: 'ALLOW', rules: [{ to: [{ operation: { ports: ['80'] } }] }] });
  });

  it('admits anybody to a public host and checks no token for it', () => {
    const { chart, gateway, tenant } = gatewayChart();
    gateway.addHost({ host: HOST, namespace: tenant, access: { kind: 'public' } });
    expect(objectOf(chart, 'AuthorizationPolicy', `allow-${HOST}`)['spec']).toHaveProperty('rules', [
      { to: [{ operation: { hosts: [HOST, `${HOST}:*`], ports: ['443'] } }] },
    ]);
    expect(objectsOf(chart).map(({ kind }) => kind)).not.toContain('RequestAuthentication');
  });

  it('strips identity headers in both spellings before any other filter', () => {
    const { chart } = gatewayChart({ identityHeaders: ['x-tenant'] });
    const text = JSON.stringify(objectOf(chart, 'EnvoyFilter', 'shared-strip-identity-headers')['spec']);
    expect(text).toContain('"operation":"INSERT_FIRST"');
    expect(text).toContain('"context":"GATEWAY"');
    const names = ['user', 'email', 'groups', 'preferred-username', 'access-token'];
    for (const name of names.flatMap((end) => [`x-auth-request-${end}`, `x-forwarded-${end}`]).concat('x-tenant')) {
      expect(text).toContain(`{"remove":"${name}"}`);
      expect(text).toContain(`{"remove":"${name.replaceAll('-', '_')}"}`);
    }
  });

  it('asks for client certificates of a host, and for the CA that judges them', () => {
    const { chart, gateway, tenant } = gatewayChart();
    gateway.addHost({ host: HOST, namespace: tenant, access: JWT, clientCertificates: 'required' });
    expect(JSON.stringify(objectOf(chart, 'Gateway', 'shared'))).toContain('"mode":"MUTUAL"');
    const needs = gateway.node.findAll().flatMap((construct) => secretNeeds(construct));
    expect(needs).toEqual([
      expect.objectContaining({ namespace: 'istio-ingress', name: `${HOST}-tls-cacert`, keys: ['ca.crt'] }),
    ]);
  });

  it('tells the owner which hosts and gateways are its own', () => {
    const { chart } = served();
    expect(objectOf(chart, 'Namespace', 'tenant-a').metadata.annotations).toEqual({
      'tenant-mesh.io/hosts': HOST,
      'tenant-mesh.io/gateways': 'istio-ingress/shared',
    });
  });

  it('is an identity that policies can name', () => {
    const { gateway } = gatewayChart();
    expect(gateway).toMatchObject({
      reference: 'istio-ingress/shared',
      namespace: 'istio-ingress',
      serviceAccountName: 'shared',
      principal: 'cluster.local/ns/istio-ingress/sa/shared',
      podLabels: { 'tenant-mesh.io/gateway': 'shared' },
    });
  });

  it('runs the workload in two pods at the least, spread and restricted', () => {
    const { chart } = gatewayChart();
    const values = (objectOf(chart, 'HelmRelease', 'gateway-shared')['spec'] as { values: object }).values;
    expect(values).toMatchSnapshot();
    expect(values).toMatchObject({
      autoscaling: { minReplicas: 2 },
      podDisruptionBudget: { minAvailable: 1 },
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(Object.keys(chartValues('istio-gateway')['_internal_defaults_do_not_set'] ?? {})).toEqual(
      expect.arrayContaining(Object.keys(values)),
    );
  });

  it('predicts pods, Service and account as the chart makes them', () => {
    const { gateway } = gatewayChart({
      exposure: { kind: 'nlb-controller' },
      target: Target.eks({ region: 'eu-central-1' }),
    });
    const predicted = predictions(gateway.release).flatMap((make) => make());
    expect(predicted.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'ServiceAccount istio-ingress/shared',
      'Deployment istio-ingress/shared',
      'Service istio-ingress/shared',
    ]);
    expect(predicted[1]).toHaveProperty('spec.template.metadata.labels', expect.objectContaining(gateway.podLabels));
    expect(predicted[2]).toHaveProperty('spec.loadBalancerClass', 'service.k8s.aws/nlb');
  });

  it('puts the workload and what it serves into two units, for certificates wait for issuers', () => {
    const { gateway } = served();
    expect(unitPathOf(gateway.release)).toBe('infrastructure/gateways');
    const [host] = gateway.node.findAll().filter((construct) => construct.node.id === `host-${HOST}`);
    expect(host === undefined ? undefined : unitPathOf(host)).toBe('infrastructure/configs');
  });

  it('speaks the Gateway API too', () => {
    const { chart, gateway, tenant } = gatewayChart({ api: { kind: 'gateway-api' } });
    gateway.addHost({ host: HOST, namespace: tenant, access: JWT });
    gateway.route({ host: HOST, to: workloadOf('tenant-a') });
    expect(objectOf(chart, 'Gateway', 'shared')).toMatchSnapshot();
    expect(objectOf(chart, 'HTTPRoute', HOST)['spec']).toEqual({
      parentRefs: [{ namespace: 'istio-ingress', name: 'shared', sectionName: HOST }],
      hostnames: [HOST],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: 'app-ui', port: 80 }] }],
    });
    expect(objectsOf(chart).map(({ kind }) => kind)).not.toContain('VirtualService');
  });

  it('routes to the owner, the longest path first, seen by the gateway alone', () => {
    const { chart, gateway } = served();
    gateway.route({ host: HOST, to: workloadOf('tenant-a') });
    gateway.route({
      host: HOST,
      to: workloadOf('tenant-a'),
      pathPrefix: '/api',
      timeout: '10s',
      removeRequestHeaders: ['x-debug'],
    });
    const destination = { host: 'app-ui.tenant-a.svc.cluster.local', port: { number: 80 } };
    expect(objectOf(chart, 'VirtualService', HOST)).toMatchObject({
      metadata: { namespace: 'tenant-a' },
      spec: {
        hosts: [HOST],
        gateways: ['istio-ingress/shared'],
        exportTo: ['istio-ingress'],
        http: [
          {
            match: [{ uri: { prefix: '/api' } }],
            route: [{ destination }],
            timeout: '10s',
            headers: { request: { remove: ['x-debug'] } },
          },
          { match: [{ uri: { prefix: '/' } }], route: [{ destination }] },
        ],
      },
    });
  });

  it('contributes nothing by itself, so it works in a plain chart', () => {
    const { chart } = served();
    expect(contributions(chart, 'extension-provider')).toEqual([]);
    expect(Testing.synth(chart).length).toBeGreaterThan(10);
  });

  describe('refuses', () => {
    it('a host that has an owner', () => {
      const { gateway, other } = served();
      expect(refusal(() => gateway.addHost({ host: HOST, namespace: other, access: JWT }))).toBe(
        'TM1401 at test/gateway: host: namespace "tenant-a" already owns this host, and "tenant-b" claims it too (got "tenant-a.example.com"). Give each host one owner; several workloads of the owner share it by path.',
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
      const { gateway } = served();
      expect(refusal(() => gateway.route({ host: HOST, to: workloadOf('tenant-b') }))).toBe(
        'TM1412 at test/gateway/Config/routes-tenant-a.example.com: to: the host belongs to namespace "tenant-a", and the workload is in another (got "tenant-b"). Route to a workload of "tenant-a"; what others offer is shared with `share().with()`.',
      );
    });

    it('a route that removes an identity header', () => {
      const { gateway } = served();
      const route = { host: HOST, to: workloadOf('tenant-a'), removeRequestHeaders: ['X-Auth-Request-User'] };
      expect(refusal(() => gateway.route(route))).toBe(
        'TM1404 at test/gateway: removeRequestHeaders: a route removes headers after sign-in has set them, so the workload would not learn who is calling (got "X-Auth-Request-User"). Leave it out: the gateway removes what clients send under this name before sign-in.',
      );
    });

    it('one path twice, a path that is none, and a port the Service has not', () => {
      const { gateway } = served();
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
});
