import { Testing } from 'cdk8s';
import { chartValues } from '../../../../lib/imports/schemas.js';
import { contributions, predictions, secretNeeds, unitPathOf } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { gatewayChart, HOST, JWT, servedChart, workloadOf } from '../gateway-support.js';
import { find, objectsOf, schemaFaults } from '../support.js';

describe('SecureGateway', () => {
  it('binds a host to its one namespace, redirects 80 and speaks TLS 1.2 to 1.3', () => {
    const { chart } = servedChart();
    expect(find(chart, 'Gateway', 'shared')['spec']).toEqual({
      selector: { app: 'shared', istio: 'shared' },
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
    const { chart } = servedChart();
    const certificate = find(chart, 'Certificate', HOST);
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
    const { chart } = servedChart();
    expect(find(chart, 'AuthorizationPolicy', `allow-${HOST}`)['spec']).toEqual({
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
    expect(find(chart, 'RequestAuthentication', `jwt-${HOST}`)['spec']).toMatchObject({
      jwtRules: [{ issuer: 'https://issuer.example.com', forwardOriginalToken: true }],
    });
  });

  it('closes the gateway to everything that no host admits, but the redirect', () => {
    const rules = find(gatewayChart().chart, 'AuthorizationPolicy', 'shared-allow-redirect')['spec'];
    expect(rules).toMatchObject({ action: 'ALLOW', rules: [{ to: [{ operation: { ports: ['80'] } }] }] });
  });

  it('admits anybody to a public host and checks no token for it', () => {
    const { chart, gateway, tenant } = gatewayChart();
    gateway.addHost({ host: HOST, namespace: tenant, access: { kind: 'public' } });
    expect(find(chart, 'AuthorizationPolicy', `allow-${HOST}`)['spec']).toHaveProperty('rules', [
      { to: [{ operation: { hosts: [HOST, `${HOST}:*`], ports: ['443'] } }] },
    ]);
    expect(objectsOf(chart).map(({ kind }) => kind)).not.toContain('RequestAuthentication');
  });

  it('strips identity headers in both spellings before any other filter', () => {
    const { chart } = gatewayChart({ identityHeaders: ['x-tenant'] });
    const text = JSON.stringify(find(chart, 'EnvoyFilter', 'shared-strip-identity-headers')['spec']);
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
    expect(JSON.stringify(find(chart, 'Gateway', 'shared'))).toContain('"mode":"MUTUAL"');
    const needs = gateway.node.findAll().flatMap((construct) => secretNeeds(construct));
    expect(needs).toEqual([
      expect.objectContaining({ namespace: 'istio-ingress', name: `${HOST}-tls-cacert`, keys: ['ca.crt'] }),
    ]);
  });

  it('tells the owner which hosts and gateways are its own', () => {
    const { chart } = servedChart();
    expect(find(chart, 'Namespace', 'tenant-a').metadata.annotations).toEqual({
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
    const values = (find(chart, 'HelmRelease', 'gateway-shared')['spec'] as { values: object }).values;
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

  it('has a new pod wait for its load balancer, and an old one end after it (EKS)', () => {
    const { chart } = gatewayChart({
      exposure: { kind: 'nlb-controller' },
      target: Target.eks({ region: 'eu-central-1' }),
    });
    expect(find(chart, 'Namespace', 'istio-ingress').metadata.labels).toMatchObject({
      'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled',
    });
    const { values, timeout } = find(chart, 'HelmRelease', 'gateway-shared')['spec'] as {
      values: { terminationGracePeriodSeconds: number };
      timeout: string;
    };
    expect(values.terminationGracePeriodSeconds).toBe(150);
    expect(timeout).toBe('20m');
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
    const { gateway } = servedChart();
    expect(unitPathOf(gateway.release)).toBe('infrastructure/gateways');
    const [host] = gateway.node.findAll().filter((construct) => construct.node.id === `host-${HOST}`);
    expect(host === undefined ? undefined : unitPathOf(host)).toBe('infrastructure/configs');
  });

  it('speaks the Gateway API too', () => {
    const { chart, gateway, tenant } = gatewayChart({ api: { kind: 'gateway-api' } });
    gateway.addHost({ host: HOST, namespace: tenant, access: JWT });
    gateway.route({ host: HOST, to: workloadOf('tenant-a') });
    expect(find(chart, 'Gateway', 'shared')).toMatchSnapshot();
    expect(find(chart, 'HTTPRoute', HOST)['spec']).toEqual({
      parentRefs: [{ namespace: 'istio-ingress', name: 'shared', sectionName: HOST }],
      hostnames: [HOST],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: 'app-ui', port: 80 }] }],
    });
    expect(objectsOf(chart).map(({ kind }) => kind)).not.toContain('VirtualService');
  });

  it('routes to the owner, the longest path first, seen by the gateway alone', () => {
    const { chart, gateway } = servedChart();
    gateway.route({ host: HOST, to: workloadOf('tenant-a') });
    gateway.route({
      host: HOST,
      to: workloadOf('tenant-a'),
      pathPrefix: '/api',
      timeout: '10s',
      removeRequestHeaders: ['x-debug'],
    });
    const destination = { host: 'app-ui.tenant-a.svc.cluster.local', port: { number: 80 } };
    expect(find(chart, 'VirtualService', HOST)).toMatchObject({
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

  it.each(['istio', 'gateway-api'] as const)('makes objects of %s that the API server accepts', (kind) => {
    const { chart, gateway, tenant } = gatewayChart({ api: { kind } });
    gateway.addHost({ host: HOST, namespace: tenant, access: JWT, clientCertificates: 'required' });
    gateway.route({ host: HOST, to: workloadOf('tenant-a'), timeout: '10s', removeRequestHeaders: ['x-debug'] });
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('contributes nothing by itself, so it works in a plain chart', () => {
    const { chart } = servedChart();
    expect(contributions(chart, 'extension-provider')).toEqual([]);
    expect(Testing.synth(chart).length).toBeGreaterThan(10);
  });
});
