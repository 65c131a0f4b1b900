import { parseCase, runCase, type CaseDecision } from '../../../lib/access/index.js';

type Spec = Readonly<Record<string, unknown>>;

const WEB = { namespace: 'b', labels: { app: 'web' } };
const MTLS = { ip: '10.0.0.1', principal: 'cluster.local/ns/a/sa/x' };
const ISSUER = { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication' };

function policy(spec: Spec, annotations: Spec = {}): object {
  const metadata = { name: 'p', namespace: 'b', annotations };
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata, spec };
}

function tokens(rule: Spec): object {
  return { ...ISSUER, metadata: { name: 'j', namespace: 'b' }, spec: { jwtRules: [{ issuer: 'i', ...rule }] } };
}

function decisionOf(manifests: readonly object[], request: Spec = {}): CaseDecision | undefined {
  const full = { id: 'r', workload: WEB, source: MTLS, port: 8080, host: 'h', ...request };
  return runCase(parseCase(JSON.stringify({ manifests, requests: [full] }), 'case'), 'case')[0];
}

/** The outcome of one rule for one request. */
function ruled(action: 'ALLOW' | 'DENY', rule: unknown, request: Spec = {}): string | undefined {
  return decisionOf([policy({ action, rules: [rule] }), tokens({})], request)?.decision;
}

const when = (key: string, ...values: string[]): Spec => ({ when: [{ key, values }] });
const whenNot = (key: string, ...notValues: string[]): Spec => ({ when: [{ key, notValues }] });
const to = (operation: Spec): Spec => ({ to: [{ operation }] });
const from = (source: Spec): Spec => ({ from: [{ source }] });
const jwt = (claims: Spec, aud?: unknown): Spec => ({ jwt: { iss: 'i', sub: 's', ...(aud ? { aud } : {}), claims } });

type Row = readonly [what: string, action: 'ALLOW' | 'DENY', rule: unknown, request: Spec, decision: string];

describe('a rule decides as the builder of Istio and the filter of Envoy do', () => {
  it.each<Row>([
    ['a null rule is left out', 'ALLOW', null, {}, 'deny'],
    ['an empty rule matches all', 'DENY', {}, {}, 'deny'],
    ['empty lists ask nothing', 'ALLOW', { from: [], to: [], when: [] }, {}, 'allow'],
    ['an empty list of values asks nothing', 'DENY', to({ paths: [] }), {}, 'deny'],
    ['an entry without an operation takes all', 'ALLOW', { to: [{}, { operation: { ports: ['1'] } }] }, {}, 'allow'],
    ['a port may have leading zeros', 'ALLOW', to({ ports: ['000008080'] }), {}, 'allow'],
    ['a port that is none costs an ALLOW rule', 'ALLOW', to({ ports: ['8080', '70000'] }), {}, 'deny'],
    ['a port that is none is dropped from a DENY rule', 'DENY', to({ ports: ['+1'] }), {}, 'deny'],
    ['both forms hold at once', 'ALLOW', to({ paths: ['/a*'], notPaths: ['/ab'] }), { path: '/ab' }, 'deny'],
    ['an address with leading zeros is none', 'DENY', from({ ipBlocks: ['010.0.0.1'] }), {}, 'deny'],
    [
      'an address with leading zeros costs an ALLOW rule',
      'ALLOW',
      from({ ipBlocks: ['010.0.0.1', '10.0.0.1'] }),
      {},
      'deny',
    ],
    ['an IPv4 block in IPv6 dress is no IPv4 block', 'ALLOW', from({ ipBlocks: ['::ffff:10.0.0.0/104'] }), {}, 'deny'],
    ['a key that nobody knows costs the rule', 'DENY', when('source.user', 'x'), {}, 'allow'],
    ['a map key without brackets is no key', 'ALLOW', when('request.headers', 'x'), { headers: { '': 'x' } }, 'deny'],
    ['one that runs on is none either', 'DENY', when('request.headersX[a]', 'y'), {}, 'deny'],
    [
      'Envoy metadata without a name costs an ALLOW rule',
      'ALLOW',
      when('experimental.envoy.filters.a.b', 'x'),
      {},
      'deny',
    ],
    [
      'Envoy metadata without a name is dropped from a DENY rule',
      'DENY',
      when('experimental.envoy.filters.a.b', 'x'),
      {},
      'deny',
    ],
    ['Envoy metadata is known at run time', 'ALLOW', when('experimental.envoy.filters.a.b[c]', 'x'), {}, 'depends'],
    [
      'another condition may rule it out',
      'ALLOW',
      {
        when: [
          { key: 'experimental.envoy.filters.a[c]', values: ['x'] },
          { key: 'source.namespace', values: ['z'] },
        ],
      },
      {},
      'deny',
    ],
    ['a header that is missing meets a not-form', 'ALLOW', whenNot('request.headers[x-a]', '*'), {}, 'allow'],
    ['an empty header is present', 'ALLOW', when('request.headers[x-a]', '*'), { headers: { 'X-A': '' } }, 'allow'],
    [
      'the header of the path has the query',
      'ALLOW',
      when('request.headers[:path]', '/a?b=c'),
      { path: '/a?b=c' },
      'allow',
    ],
    ['paths have none', 'ALLOW', to({ paths: ['/a'] }), { path: '/a?b=c' }, 'allow'],
    [
      'the header of the host is the authority, compared with case',
      'ALLOW',
      when('request.headers[Host]', 'H'),
      {},
      'deny',
    ],
    ['a host is compared without', 'ALLOW', to({ hosts: ['H'] }), {}, 'allow'],
    [
      'a server name comes in lower case',
      'ALLOW',
      when('connection.sni', 'api.example.com'),
      { sni: 'API.example.com' },
      'allow',
    ],
    ['a server name that is missing meets no star', 'ALLOW', when('connection.sni', '*'), {}, 'deny'],
    [
      'a nested claim that is malformed is one name',
      'ALLOW',
      when('request.auth.claims[a[b]]', 'x'),
      jwt({ 'a[b]': 'x' }),
      'allow',
    ],
    [
      'a claim may be named as a URL',
      'ALLOW',
      when('request.auth.claims[https://x/roles]', 'x'),
      jwt({ 'https://x/roles': ['x'] }),
      'allow',
    ],
    ['a claim below a list is none', 'ALLOW', when('request.auth.claims[a][b]', 'x'), jwt({ a: [{ b: 'x' }] }), 'deny'],
    [
      'a nested scope is not split',
      'ALLOW',
      when('request.auth.claims[a][scope]', 'x'),
      jwt({ a: { scope: 'x y' } }),
      'deny',
    ],
    ['a claim that is missing meets a not-form', 'ALLOW', whenNot('request.auth.claims[a]', 'x'), {}, 'allow'],
    ['an empty claim meets no star', 'ALLOW', when('request.auth.claims[a]', '*'), jwt({ a: '' }), 'deny'],
    [
      'two values of a list claim meet as one',
      'ALLOW',
      when('request.auth.claims[a]', 'x', 'z'),
      jwt({ a: ['y', 'z'] }),
      'allow',
    ],
    [
      'one forbidden value of a list is enough',
      'ALLOW',
      whenNot('request.auth.claims[a]', 'z'),
      jwt({ a: ['y', 'z'] }),
      'deny',
    ],
    [
      'a star inside a principal is no wildcard',
      'ALLOW',
      from({ principals: ['cluster.local/ns/*/sa/x'] }),
      {},
      'deny',
    ],
    [
      'without a certificate a not-form holds',
      'ALLOW',
      from({ notNamespaces: ['a'] }),
      { source: { ip: '10.0.0.1' } },
      'allow',
    ],
    [
      'HTTP on a TCP port costs an ALLOW rule',
      'ALLOW',
      to({ ports: ['8080'], methods: ['GET'] }),
      { protocol: 'tcp' },
      'deny',
    ],
    ['also in a not-form', 'ALLOW', to({ notMethods: ['GET'] }), { protocol: 'tcp' }, 'deny'],
    [
      'HTTP on a TCP port is dropped from a DENY rule',
      'DENY',
      to({ ports: ['8080'], methods: ['PUT'] }),
      { protocol: 'tcp' },
      'deny',
    ],
    [
      'a token is nothing on a TCP port',
      'ALLOW',
      from({ namespaces: ['a'] }),
      { protocol: 'tcp', jwt: { iss: 'foreign' } },
      'allow',
    ],
  ])('%s', (_, action, rule, request, decision) => {
    expect(ruled(action, rule, request)).toBe(decision);
  });
});

describe('an audience', () => {
  it.each([
    ['https://api.example.com/', 'api.example.com', 'allow'],
    ['api', 'http://api/', 'allow'],
    ['api', 'https://API', 'deny'],
    ['https://api//', 'api', 'deny'],
  ])('%s is taken for %s: %s', (asked, presented, decision) => {
    const manifests = [tokens({ audiences: [asked] })];
    expect(decisionOf(manifests, jwt({}, [presented]))?.decision).toBe(decision);
  });
});

describe('a policy', () => {
  it('counts as in force unless its annotation is one of the words of Go for true', () => {
    const deny = { action: 'DENY', rules: [{}] };
    const asked = (value: string) => decisionOf([policy(deny, { 'istio.io/dry-run': value })])?.decision;
    expect(['true', 'T', '1', 'yes', 'false', ''].map(asked)).toEqual([
      'allow',
      'allow',
      'allow',
      'deny',
      'deny',
      'deny',
    ]);
  });

  it('that only audits, or asks an authorizer, decides nothing by itself', () => {
    expect(decisionOf([policy({ action: 'AUDIT', rules: [{}] })])).toMatchObject({ reason: 'no-allow-policy' });
  });

  it('with targetRefs does not reach the pods of a workload', () => {
    const targetRefs = [{ kind: 'Service', name: 'web', group: '' }];
    expect(decisionOf([policy({ targetRefs })])?.decision).toBe('allow');
  });
});

describe('the mesh config', () => {
  const mesh = (namespace: string, text: string): object => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace },
    data: { mesh: text },
  });
  const only = policy({ rules: [from({ principals: ['cluster.local/ns/a/sa/x'] })] });
  const asked = (domain: string, config: object) =>
    decisionOf([only, config], { source: { ip: '10.0.0.1', principal: `${domain}/ns/a/sa/x` } });

  it.each(['istio-system', 'elsewhere'])('is read in %s', (namespace) => {
    const config = mesh(namespace, 'trustDomain: td\ntrustDomainAliases: [old]');
    expect(asked('td', config)?.decision).toBe('allow');
    expect(asked('old', config)?.decision).toBe('allow');
    expect(asked('cluster.local', config)).toMatchObject({ decision: 'deny', reason: 'trust-domain' });
  });

  it('of the root namespace comes first', () => {
    const config = mesh('elsewhere', 'trustDomain: other');
    const both = [only, config, mesh('istio-system', 'trustDomain: td')];
    const source = { ip: '10.0.0.1', principal: 'td/ns/a/sa/x' };
    expect(decisionOf(both, { source })?.decision).toBe('allow');
  });
});
