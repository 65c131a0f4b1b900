import { at, clusters, objects, strings, text, type Reference } from '../reference.js';
import { referenceWith } from '../variants.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';
const SWITCH = 'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS';
const PLACES = [
  { tenant: 'tenant-a', gateway: 'istio-ingress', name: 'shared' },
  { tenant: 'tenant-b', gateway: 'tenant-b-gateway', name: 'tenant-b' },
] as const;

/** A list that holds these entries, among others. */
function including(...entries: readonly string[]): unknown {
  return expect.arrayContaining([...entries]);
}

/** Providers that istiod knows, by name. */
function providers(cluster: Reference) {
  return new Map(
    objects(at(cluster.values('istiod'), 'meshConfig', 'extensionProviders')).map((entry) => [
      text(at(entry, 'name')),
      at(entry, 'envoyExtAuthzHttp'),
    ]),
  );
}

describe.each(clusters())('sign-in on %s', (_name, cluster) => {
  it('trap 6: each gateway asks one provider, so the switch for several is off', () => {
    const custom = cluster.all(POLICY).filter(({ object }) => at(object, 'spec', 'action') === 'CUSTOM');
    expect(custom.map(({ id }) => id.namespace).sort()).toEqual(['istio-ingress', 'tenant-b-gateway']);
    expect(at(cluster.values('istiod'), 'env', SWITCH)).toBeUndefined();
  });

  it.each(PLACES)('trap 6: the gateway of $tenant asks a provider that istiod knows', ({ tenant, gateway, name }) => {
    const policy = cluster.one(POLICY, gateway, `sign-in-${tenant}`);
    expect(at(policy, 'spec')).toMatchObject({
      action: 'CUSTOM',
      provider: { name: `oauth2-proxy-${tenant}` },
      selector: { matchLabels: { 'tenant-mesh.io/gateway': name } },
    });
    const [rule] = objects(at(policy, 'spec', 'rules'));
    const hosts = strings(at(objects(at(rule, 'to'))[0], 'operation', 'hosts'));
    expect(hosts).toEqual([`${tenant}.example.com`, `${tenant}.example.com:*`]);
    expect([...providers(cluster).keys()]).toContain(`oauth2-proxy-${tenant}`);
  });

  it.each(PLACES)('trap 7: identity headers are stripped before $tenant is asked', ({ gateway, name }) => {
    const filter = cluster.one('EnvoyFilter.networking.istio.io', gateway, `${name}-strip-identity-headers`);
    const [patch] = objects(at(filter, 'spec', 'configPatches'));
    expect(patch).toMatchObject({
      applyTo: 'HTTP_FILTER',
      match: { context: 'GATEWAY' },
      patch: { operation: 'INSERT_FIRST' },
    });
    const removed = objects(at(patch, 'patch', 'value', 'typed_config', 'mutations', 'request_mutations')).map(
      ({ remove }) => remove,
    );
    for (const header of ['x-auth-request-user', 'x-auth-request-email', 'x-forwarded-user', 'x-forwarded-email']) {
      expect(removed).toContain(header);
    }
    // The token and the cookie are what sign-in itself needs.
    expect(removed).not.toContain('cookie');
  });

  it.each(PLACES)(
    'trap 7: the token of $tenant is asked for with the claim that gateway and workloads demand',
    (row) => {
      const scope = at(cluster.values(`oauth2-proxy-${row.tenant}`), 'extraArgs', 'scope');
      // With a scope beside openid, Cognito leaves custom attributes such as the claim of the tenant out.
      expect(scope).toBe(cluster.set.name === 'eks-prod' ? 'openid' : 'openid email');
    },
  );

  it('trap 7: nothing after the check removes what the check set', () => {
    const text = JSON.stringify(cluster.all('VirtualService.networking.istio.io').map(({ object }) => object));
    expect(text).not.toMatch(/x-auth-request/);
  });

  it.each(PLACES)('trap 7: the provider of $tenant names every header on both ways', ({ tenant }) => {
    expect(providers(cluster).get(`oauth2-proxy-${tenant}`)).toMatchObject({
      service: `oauth2-proxy.${tenant}-auth.svc.cluster.local`,
      failOpen: false,
      includeRequestHeadersInCheck: including('cookie', 'x-forwarded-for'),
      headersToUpstreamOnAllow: including('authorization', 'x-auth-request-email'),
      headersToDownstreamOnAllow: ['set-cookie'],
      headersToDownstreamOnDeny: including('location', 'set-cookie'),
    });
  });

  it.each(PLACES)('trap 7: oauth2-proxy of $tenant answers checks, and admits its own domain alone', ({ tenant }) => {
    const values = cluster.values(`oauth2-proxy-${tenant}`);
    expect(at(values, 'config')).toMatchObject({
      existingSecret: 'oauth2-proxy',
      upstreams: ['static://200'],
      emailDomains: [`${tenant}.example.com`],
    });
    expect(at(values, 'extraArgs')).toMatchObject({
      'pass-authorization-header': 'true',
      'set-authorization-header': 'true',
      'set-xauthrequest': 'true',
    });
    const checks = objects(
      at(cluster.one('RequestAuthentication.security.istio.io', tenant, 'jwt'), 'spec', 'jwtRules'),
    );
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ forwardOriginalToken: true });
  });

  it('trap 8: oauth2-proxy stands where the tenant has no rights, and nobody waits for it', () => {
    for (const { tenant } of PLACES) {
      expect(
        at(cluster.one('HelmRelease.helm.toolkit.fluxcd.io', 'flux-system', `oauth2-proxy-${tenant}`), 'spec'),
      ).toMatchObject({ targetNamespace: `${tenant}-auth` });
      expect(cluster.one('Namespace', '', `${tenant}-auth`)).toMatchObject({
        metadata: { labels: { 'tenant-mesh.io/role': 'auth', 'tenant-mesh.io/tenant': tenant } },
      });
      expect(cluster.all('RoleBinding.rbac.authorization.k8s.io', `${tenant}-auth`)).toEqual([]);
      for (const { path } of cluster.set.units) expect(cluster.before(path)).not.toContain(`auth/${tenant}`);
    }
  });

  it("trap 8: no account in a tenant's namespace has rights that the tenant lacks", () => {
    const bindings = [
      ...cluster.all('RoleBinding.rbac.authorization.k8s.io'),
      ...cluster.all('ClusterRoleBinding.rbac.authorization.k8s.io'),
    ];
    const accounts = bindings.flatMap(({ object }) =>
      objects(at(object, 'subjects')).filter(({ kind }) => kind === 'ServiceAccount'),
    );
    expect(accounts.length).toBeGreaterThan(0);
    const tenants = cluster.tenants();
    expect(accounts.filter(({ namespace }) => tenants.includes(text(namespace) ?? ''))).toEqual([]);
  });
});

describe('trap 6: two tenants that sign in at the shared gateway', () => {
  it('switch on several providers, and without sign-in nothing does', () => {
    const env = at(referenceWith({ tenant: 'tenant-c', behind: 'shared' }).values('istiod'), 'env', SWITCH);
    expect(env).toBe('true');
  });
});
