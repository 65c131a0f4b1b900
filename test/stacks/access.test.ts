import { access, IsolationProver, type Access, type Token } from 'tenant-mesh/access';
import { addMatchers } from 'tenant-mesh/testing';
import { at, clusters, objects, strings, text, type Reference } from './reference.js';

addMatchers(expect);

/** A token as the issuer of a tenant makes it, read from what the cluster says it accepts. */
function tokenOf(cluster: Reference, tenant: string): Token {
  const rules = at(cluster.one('RequestAuthentication.security.istio.io', tenant, 'jwt'), 'spec', 'jwtRules');
  const [rule] = objects(rules);
  const iss = text(at(rule, 'issuer')) ?? '';
  return { iss, sub: 'user', aud: strings(at(rule, 'audiences')), claims: { tenant, 'custom:tenantid': tenant } };
}

const CALLEES = /^(.*)\/(app-ui|rag-api)(-primary)?$/;
const GATEWAYS: Readonly<Record<string, string>> = {
  'tenant-a': 'istio-ingress/shared',
  'tenant-b': 'tenant-b-gateway/tenant-b',
};

function edges(answers: Access, to: RegExp): readonly string[] {
  const { edges: all } = answers.matrix();
  return all
    .filter((edge) => to.test(edge.to) && edge.port < 15_000)
    .map(({ from, to: callee, port }) => `${from} -> ${callee}:${String(port)}`);
}

describe.each(clusters())('who may call whom in %s', (_, cluster) => {
  const { set } = cluster;
  const answers = access(set);

  it('keeps tenants apart, over any number of hops', () => {
    expect(set).toIsolate('tenant-a', 'tenant-b');
    expect(set).toIsolate('tenant-b', 'tenant-a');
  });

  it('lets only the sign-in proxy of a tenant go out to a public address', () => {
    const proof = answers.isolation({ kind: 'tenant', tenant: 'tenant-a' }, { kind: 'tenant', tenant: 'tenant-b' });
    expect(proof.throughGateways.filter((way) => !way.startsWith('tenant-a-auth/oauth2-proxy may call '))).toEqual([]);
    expect(proof.classes).toBeGreaterThan(100);
  });

  it.each(['tenant-a', 'tenant-b'])('opens of %s what its table says, and nothing else', (tenant) => {
    const own = (name: string): readonly string[] => [`${tenant}/${name}`, `${tenant}/${name}-primary`];
    const callers = {
      'app-ui': [GATEWAYS[tenant] ?? '', `${tenant}/loadtester`],
      'rag-api': [...own('app-ui'), `${tenant}/loadtester`],
    };
    const wanted = [
      ...own('app-ui').flatMap((to) => [
        ...callers['app-ui'].map((from) => `${from} -> ${to}:8501`),
        `outside -> ${to}:443`,
      ]),
      ...own('rag-api').flatMap((to) => callers['rag-api'].map((from) => `${from} -> ${to}:8000`)),
    ];
    expect(edges(answers, CALLEES).filter((edge) => edge.includes(` ${tenant}/`))).toEqual([...wanted].sort());
    expect(edges(answers, new RegExp(`^${tenant}/loadtester$`))).toEqual([
      `flagger-system/flagger -> ${tenant}/loadtester:8080`,
    ]);
    expect(edges(answers, new RegExp(`^${tenant}-auth/`))).toEqual([
      `${GATEWAYS[tenant] ?? ''} -> ${tenant}-auth/oauth2-proxy:4180`,
    ]);
  });

  it.each(['tenant-a', 'tenant-b'])('lets users of %s in with the right host and claim alone', (tenant) => {
    const other = tenant === 'tenant-a' ? 'tenant-b' : 'tenant-a';
    const providers = { [`oauth2-proxy-${tenant}`]: 'allow', [`oauth2-proxy-${other}`]: 'allow' } as const;
    const call = (token: Token | undefined, host = `${tenant}.example.com`) => ({
      from: 'outside',
      to: `${tenant}/app-ui-primary:8501`,
      request: { host, ...(token === undefined ? {} : { token }) },
      providers,
    });
    const token = tokenOf(cluster, tenant);
    expect(set).toAllow(call(token));
    expect(set).not.toAllow({ ...call(token), providers: {} });
    expect(set).toDeny({ ...call(token), providers: { [`oauth2-proxy-${tenant}`]: 'deny' } });
    expect(set).toDeny(call(undefined));
    expect(set).toDeny(call(tokenOf(cluster, other)));
    expect(set).toDeny(call({ ...token, claims: { tenant: other, 'custom:tenantid': other } }));
    expect(set).toDeny(call({ ...token, aud: ['another-client'] }));
    expect(set).toDeny(call(token, `${other}.example.com`));
  });

  it('lets releases and scraping work', () => {
    for (const tenant of ['tenant-a', 'tenant-b']) {
      expect(set).toAllow({
        from: 'flagger-system/flagger',
        to: `svc:${tenant}/loadtester:80`,
        request: { method: 'POST' },
      });
      expect(set).toAllow({
        from: `${tenant}/loadtester`,
        to: `svc:${tenant}/app-ui-canary:8501`,
        request: { path: '/_stcore/health' },
      });
      expect(set).toAllow({
        from: `${tenant}/loadtester`,
        to: `svc:${tenant}/rag-api-canary:8000`,
        request: { path: '/healthz' },
      });
      expect(set).toDeny({
        from: `${tenant}/loadtester`,
        to: `svc:${tenant}/app-ui-canary:8501`,
        request: { path: '/' },
      });
      expect(set).toAllow({
        from: 'monitoring/prometheus-kube-prometheus-stack-prometheus',
        to: `${tenant}/app-ui:15020`,
      });
    }
    expect(set).toAllow({ from: 'flagger-system/flagger', to: 'svc:monitoring/kube-prometheus-stack-prometheus:9090' });
  });

  it('shares one search between all pairs of tenants', () => {
    const prover = new IsolationProver(answers);
    const kinds = [
      ['tenant-a', 'tenant-b'],
      ['tenant-b', 'tenant-a'],
    ].map(
      ([from = '', to = '']) => prover.prove({ kind: 'tenant', tenant: from }, { kind: 'tenant', tenant: to }).kind,
    );
    expect(kinds).toEqual(['isolated', 'isolated']);
  });
});
