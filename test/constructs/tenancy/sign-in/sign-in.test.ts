import { Construct } from 'constructs';
import { SignIn, type SignInProps } from '../../../../constructs/tenancy/sign-in/index.js';
import { MeshNamespace } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import {
  contributions,
  demandReceiver,
  fact,
  predictions,
  receiveContributions,
  secretNeeds,
} from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { gatewayChart } from '../gateway-support.js';
import { find, objectsOf, refusal, schemaFaults } from '../support.js';

const HOSTS = { 'tenant-a': 'tenant-a.example.com', 'tenant-b': 'tenant-b.example.com' } as const;

function built(platform = true) {
  const base = gatewayChart();
  if (platform) receiveContributions(new Construct(base.chart, 'platform'));
  for (const namespace of [base.tenant, base.other]) {
    const host = namespace.name === 'tenant-a' ? HOSTS['tenant-a'] : HOSTS['tenant-b'];
    base.gateway.addHost({ host, namespace, access: { kind: 'public' } });
  }
  const signIn = (tenant: keyof typeof HOSTS, props: Partial<SignInProps> = {}): SignIn => {
    const namespace =
      props.namespace ??
      new MeshNamespace(base.chart, `${tenant}-auth`, {
        name: `${tenant}-auth`,
        role: 'auth',
        tenant,
        target: Target.bareMetal(),
      });
    return new SignIn(base.chart, `${tenant}-sign-in`, {
      tenant,
      namespace,
      gateway: base.gateway,
      hosts: [HOSTS[tenant]],
      issuer: { kind: 'oidc', issuer: 'https://login.example.com/realms/a' },
      emailDomains: ['example.com'],
      ...props,
    });
  };
  return { ...base, signIn };
}

const COGNITO = { kind: 'cognito', region: 'eu-central-1', userPoolId: 'eu-central-1_a', domain: 'tenant-a' } as const;

function valuesOf(chart: ReturnType<typeof built>['chart'], tenant: string): unknown {
  return find(chart, 'HelmRelease', `oauth2-proxy-${tenant}`)['spec'];
}

describe('SignIn', () => {
  it('asks oauth2-proxy about the host with and without port', () => {
    const { chart, signIn } = built();
    signIn('tenant-a');
    expect(find(chart, 'AuthorizationPolicy', 'sign-in-tenant-a')).toMatchObject({
      metadata: { namespace: 'istio-ingress' },
      spec: {
        selector: { matchLabels: { 'tenant-mesh.io/gateway': 'shared' } },
        action: 'CUSTOM',
        provider: { name: 'oauth2-proxy-tenant-a' },
        rules: [{ to: [{ operation: { hosts: ['tenant-a.example.com', 'tenant-a.example.com:*'], ports: ['443'] } }] }],
      },
    });
  });

  it('contributes a provider that fails closed and writes out every list', () => {
    const { chart, signIn } = built();
    signIn('tenant-a');
    const [contribution] = contributions(chart, 'extension-provider');
    expect(contribution).toMatchSnapshot();
    expect(contribution).toHaveProperty('provider.envoyExtAuthzHttp.failOpen', false);
  });

  it('tells istiod of several providers when a gateway asks more than one, and only then', () => {
    const { chart, signIn } = built();
    signIn('tenant-a');
    expect(contributions(chart, 'multiple-custom-providers')).toEqual([]);
    signIn('tenant-b');
    expect(contributions(chart, 'multiple-custom-providers')).toHaveLength(1);
  });

  it('runs oauth2-proxy with the ID token as bearer, explicit domains and secrets by reference', () => {
    const { chart, signIn } = built();
    signIn('tenant-a');
    expect(schemaFaults(chart)).toEqual([]);
    expect(valuesOf(chart, 'tenant-a')).toMatchObject({
      targetNamespace: 'tenant-a-auth',
      values: {
        replicaCount: 2,
        config: {
          existingSecret: 'oauth2-proxy',
          emailDomains: ['example.com'],
          upstreams: ['static://200'],
          cookieName: '__Host-tenant-a',
        },
        extraArgs: { 'set-authorization-header': 'true', 'pass-authorization-header': 'true', 'cookie-secure': 'true' },
        podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        podDisruptionBudget: { enabled: true },
      },
    });
    expect(find(chart, 'HelmRelease', 'oauth2-proxy-tenant-a')['spec']).toMatchSnapshot();
  });

  it('says which Secret it needs and writes none', () => {
    const { chart, signIn } = built();
    expect(secretNeeds(signIn('tenant-a'))).toEqual([
      expect.objectContaining({
        namespace: 'tenant-a-auth',
        name: 'oauth2-proxy',
        keys: ['client-id', 'client-secret', 'cookie-secret'],
      }),
    ]);
    expect(objectsOf(chart).map(({ kind }) => kind)).not.toContain('Secret');
    expect(JSON.stringify(objectsOf(chart))).not.toMatch(/clientSecret|cookieSecret/);
  });

  it('lets the gateway in, and nobody else', () => {
    const { chart, signIn } = built();
    signIn('tenant-a');
    expect(find(chart, 'AuthorizationPolicy', 'allow-oauth2-proxy')).toMatchObject({
      metadata: { namespace: 'tenant-a-auth' },
      spec: {
        selector: { matchLabels: { 'tenant-mesh.io/workload': 'oauth2-proxy' } },
        action: 'ALLOW',
        rules: [
          {
            from: [{ source: { principals: ['cluster.local/ns/istio-ingress/sa/shared'] } }],
            to: [{ operation: { ports: ['4180'] } }],
          },
        ],
      },
    });
  });

  it('calls the hosts of an OpenID issuer', () => {
    const { chart, signIn } = built();
    signIn('tenant-a', {
      issuer: { kind: 'oidc', issuer: 'https://login.example.com/realms/a', endpointHosts: ['keys.example.com'] },
    });
    const entries = objectsOf(chart).filter(({ kind }) => kind === 'ServiceEntry');
    expect(entries.map((entry) => (entry['spec'] as { hosts: string[] }).hosts[0])).toEqual([
      'login.example.com',
      'keys.example.com',
    ]);
    expect(entries.every(({ metadata }) => metadata.namespace === 'tenant-a-auth')).toBe(true);
  });

  it.each([
    ['an OpenID issuer for the e-mail address too', undefined, undefined, 'openid email'],
    ['Cognito for openid alone, with which it tells every claim', COGNITO, undefined, 'openid'],
    ['for what the props say', COGNITO, ['openid', 'profile'], 'openid profile'],
  ] as const)('asks %s', (_what, issuer, scopes, expected) => {
    const { chart, signIn } = built();
    signIn('tenant-a', {
      ...(issuer === undefined ? {} : { issuer }),
      ...(scopes === undefined ? {} : { scopes }),
    });
    expect(valuesOf(chart, 'tenant-a')).toMatchObject({ values: { extraArgs: { scope: expected } } });
  });

  it('calls pool and login domain of Cognito, whose pool may be a fact', () => {
    const { chart, signIn } = built();
    const userPoolId = fact('tenant_a_pool', 'eu-central-1_Abc123');
    const made = signIn('tenant-a', {
      issuer: { kind: 'cognito', region: 'eu-central-1', userPoolId, domain: 'tenant-a' },
    });
    expect(made.issuer).toBe(`https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`);
    expect(made.jwksUri).toBe(`${made.issuer}/.well-known/jwks.json`);
    expect(find(chart, 'ServiceEntry', 'issuer')['spec']).toHaveProperty('hosts', [
      'cognito-idp.eu-central-1.amazonaws.com',
    ]);
    expect(find(chart, 'ServiceEntry', 'login')['spec']).toHaveProperty('hosts', [
      'tenant-a.auth.eu-central-1.amazoncognito.com',
    ]);
    expect(JSON.stringify(valuesOf(chart, 'tenant-a'))).toContain(userPoolId);
  });

  it('predicts the pods under the labels that policies select', () => {
    const { signIn } = built();
    const made = signIn('tenant-a');
    const predicted = predictions(made.release).flatMap((make) => make());
    const [deployment] = predicted.filter(({ kind }) => kind === 'Deployment');
    expect(deployment).toHaveProperty(
      'spec.template.metadata.labels',
      expect.objectContaining(made.identity.podLabels),
    );
    expect(deployment).toHaveProperty('spec.template.spec.serviceAccountName', made.identity.serviceAccountName);
  });

  describe('refuses', () => {
    it('to be in a cluster without a Platform, which renders the provider', () => {
      const { chart, signIn } = built(false);
      demandReceiver(chart);
      signIn('tenant-a');
      expect(() => objectsOf(chart)).toThrow(
        'TM2009 at test/tenant-a-sign-in: extension-provider: the platform must hold this for the tenant, and no Platform is there to render it (got "tenant-a").',
      );
    });

    it('no host', () => {
      expect(refusal(() => built().signIn('tenant-a', { hosts: [] }))).toBe(
        'TM1408 at test/tenant-a-sign-in: hosts: the list is empty, so nothing would be asked (got []). Name the hosts of the tenant.',
      );
    });

    it('a host that the gateway does not serve', () => {
      expect(refusal(() => built().signIn('tenant-a', { hosts: ['other.example.com'] }))).toBe(
        'TM1403 at test/gateway: host: the gateway serves tenant-a.example.com, tenant-b.example.com (got "other.example.com"). Add the host with `addHost` first.',
      );
    });

    it('a host that another sign-in answers for', () => {
      const { signIn } = built();
      signIn('tenant-a');
      expect(refusal(() => signIn('tenant-b', { hosts: [HOSTS['tenant-a']] }))).toBe(
        'TM1411 at test/tenant-b-sign-in: hosts: "test/tenant-a-sign-in" already signs in for this host; two services would both have to allow a request (got "tenant-a.example.com"). Name each host in one SignIn.',
      );
    });

    it.each([[[]], [['*', 'example.com']], [['example']], [['*.example.com']]])('e-mail domains %j', (emailDomains) => {
      expect(refusal(() => built().signIn('tenant-a', { emailDomains }))).toBe(
        `TM1409 at test/tenant-a-sign-in: emailDomains: the list names domains, or is "*" alone, which admits every user of the issuer (got ${JSON.stringify(emailDomains)}). Write for instance ["example.com"].`,
      );
    });

    it('a cookie that another host could set', () => {
      expect(refusal(() => built().signIn('tenant-a', { cookie: { name: 'session' } }))).toBe(
        'TM1410 at test/tenant-a-sign-in: cookie.name: without the prefix "__Host-" another host of the domain can set the cookie (got "session"). Write "__Host-tenant-a".',
      );
    });

    it('a token that is renewed after the session', () => {
      expect(refusal(() => built().signIn('tenant-a', { cookie: { expire: '30m' } }))).toBe(
        'TM1410 at test/tenant-a-sign-in: cookie.refresh: the session ends after 30m, before its token is ever renewed (got "45m"). Write less than `cookie.expire`.',
      );
    });

    it.each([
      [
        { region: 'Frankfurt' },
        'TM1414 at test/tenant-a-sign-in: issuer.region: not an AWS region (got "Frankfurt"). Write for instance "eu-central-1".',
      ],
      [{ domain: 'my-cognito' }, 'issuer.domain: neither the prefix of a Cognito domain nor a host'],
      [{ domain: 'Tenant A' }, 'issuer.domain: neither the prefix of a Cognito domain nor a host'],
    ])('a user pool with %j', (change, message) => {
      const issuer = {
        kind: 'cognito',
        region: 'eu-central-1',
        userPoolId: 'eu-central-1_A',
        domain: 'tenant-a',
        ...change,
      } as const;
      expect(refusal(() => built().signIn('tenant-a', { issuer }))).toContain(message);
    });

    it('an issuer without TLS', () => {
      const issuer = { kind: 'oidc', issuer: 'http://login.example.com' } as const;
      expect(refusal(() => built().signIn('tenant-a', { issuer }))).toContain(
        'TM1011 at test/tenant-a-sign-in: issuer.issuer: not an https URL',
      );
    });
  });
});
