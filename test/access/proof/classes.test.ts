import fc from 'fast-check';
import { judge, ruleSet } from '../../../lib/access/policy/authorization.js';
import type { Call } from '../../../lib/access/policy/call.js';
import { addressClasses } from '../../../lib/access/proof/address-classes.js';
import { pathClasses } from '../../../lib/access/proof/path-classes.js';
import { classCount, requestClasses, requestDimensions } from '../../../lib/access/proof/request-classes.js';
import { textClasses } from '../../../lib/access/proof/text-classes.js';
import { usageOf } from '../../../lib/access/proof/usage.js';
import { pathTemplateTest } from '../../../lib/access/policy/path-template.js';
import { isPathTemplate } from '../../../lib/analyzer/lookup/path-template.js';
import { textTest } from '../../../lib/access/policy/text-pattern.js';
import { accessTo, namespace, object, policy, setOf, workload } from '../manifests.js';
import { EMPTY, signature } from './signature.js';

const PATTERNS = ['*', '/a', '/a*', '/a/*', '*/b', '*b', '/a/b', 'x', 'x*', '*x'];
const TEMPLATES = [...PATTERNS, '/{*}', '/a/{*}', '/a/{**}', '/{*}/b', '/{**}/b'];
const HOSTS = ['*', 'h', 'h*', '*.h', 'H:80'];
const METHODS = ['GET', 'P*', '*T', '*'];

const text = fc.string({ unit: fc.constantFrom('/', 'a', 'b', 'x', '=', 'q'), maxLength: 6 });
const test = (pattern: string) => (isPathTemplate(pattern) ? pathTemplateTest(pattern) : textTest(pattern));
const meets = (patterns: readonly string[], value: string): string =>
  patterns.map((pattern) => (test(pattern)(value) ? '1' : '0')).join('');

describe('classes of texts', () => {
  it('hold one text for each set of patterns that any text meets', () => {
    fc.assert(
      fc.property(fc.subarray(PATTERNS), text, (patterns, end) => {
        const value = `q${end}`.slice(end.length > 3 ? 1 : 0);
        expect(textClasses(patterns).map((each) => meets(patterns, each))).toContain(meets(patterns, value));
      }),
    );
  });

  it('hold one path for each set of templates that any path meets', () => {
    fc.assert(
      fc.property(fc.subarray(TEMPLATES, { maxLength: 5 }), text, (patterns, value) => {
        const classes = pathClasses(patterns) ?? [];
        expect(classes.map((each) => meets(patterns, each))).toContain(meets(patterns, `/${value}`));
      }),
    );
  });

  it('are given up past the bound rather than cut short', () => {
    expect(pathClasses(TEMPLATES, 10)).toBeUndefined();
  });

  it('hold an address on each side of every edge', () => {
    const values = addressClasses(['10.0.0.0/8', '10.1.0.0/16']).map(
      ({ family, value }) => `${String(family)} ${value.toString(16)}`,
    );
    expect(values).toEqual(['4 0', '4 a000000', '4 b000000', '4 a010000', '4 a020000', '6 0']);
  });
});

const operation = fc.record(
  {
    paths: fc.subarray(TEMPLATES, { minLength: 1, maxLength: 2 }),
    notPaths: fc.subarray(TEMPLATES, { minLength: 1, maxLength: 2 }),
    methods: fc.subarray(METHODS, { minLength: 1, maxLength: 2 }),
    hosts: fc.subarray(HOSTS, { minLength: 1, maxLength: 2 }),
    notHosts: fc.subarray(HOSTS, { minLength: 1, maxLength: 1 }),
  },
  { requiredKeys: [] },
);
const TEXTS = [['a'], ['a*', '*b'], ['*']] as const;
const BLOCKS = [['10.0.0.0/8'], ['10.0.0.1', '::/0'], ['0.0.0.0/0']] as const;
const condition = fc.oneof(
  fc.record({
    key: fc.constantFrom('request.headers[x-a]', 'request.auth.claims[groups]', 'request.auth.claims[n][m]'),
    values: fc.constantFrom(...TEXTS),
  }),
  fc.record({ key: fc.constantFrom('source.ip', 'remote.ip', 'destination.ip'), values: fc.constantFrom(...BLOCKS) }),
  fc.record({ key: fc.constant('connection.sni'), values: fc.constantFrom(...TEXTS) }),
  fc.record({
    key: fc.constant('request.auth.principal'),
    values: fc.constantFrom(['*'], ['i/a'], ['i/*'], ['*/b'], ['j/a']),
  }),
);
const rule = fc.record({
  to: fc.array(fc.record({ operation }), { minLength: 1, maxLength: 2 }),
  when: fc.array(condition, { maxLength: 1 }),
});
const spec = fc.record({
  action: fc.constantFrom('ALLOW', 'DENY'),
  rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
});

const RULES = [{ issuer: 'i', audiences: [], forwards: true, index: 0 }] as const;
const request = fc.record({
  path: text.map((value) => `/${value}`),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'x'),
  header: fc.constantFrom(undefined, '', 'a', 'ab', 'b', 'z'),
  groups: fc.subarray(['a', 'ab', 'b', 'z']),
  ip: fc.constantFrom(1n, 0x0a000001n, 0x0b000001n),
  remoteIp: fc.constantFrom(1n, 0x0a000001n, 0x0b000001n),
  destIp: fc.constantFrom(1n, 0x0a000001n),
  host: fc.constantFrom('h', 'H', 'h:80', 'x.h', 'z'),
  sni: fc.constantFrom('', 'a', 'ab', 'z'),
  sub: fc.constantFrom('a', 'b', 'z'),
  nested: fc.constantFrom('a', 'xb', 'z'),
});

function callOf({
  path,
  method,
  header,
  groups,
  ip,
  remoteIp,
  destIp,
  host,
  sni,
  sub,
  nested,
}: typeof request extends fc.Arbitrary<infer T> ? T : never): Call {
  return {
    ...EMPTY,
    path,
    method,
    headers: new Map(header === undefined ? [] : [['x-a', header]]),
    token: { iss: 'i', sub, claims: { groups, n: { m: nested } } },
    ip: { family: 4, value: ip },
    remoteIp: { family: 4, value: remoteIp },
    destIp: { family: 4, value: destIp },
    host,
    sni,
  };
}

describe('classes of requests', () => {
  it('answer for every request of theirs', () => {
    fc.assert(
      fc.property(
        fc.array(spec, { minLength: 1, maxLength: 2 }),
        fc.array(request, { minLength: 5, maxLength: 5 }),
        (specs, requests) => {
          const entries = setOf(...specs.map((each, at) => policy(`p${String(at)}`, 'a', JSON.stringify(each)))).byKind(
            'security.istio.io',
            'AuthorizationPolicy',
          );
          const rules = ruleSet(entries, 'http', ['cluster.local']);
          const [entry] = entries;
          if (entry === undefined) return;
          const dimensions = requestDimensions(
            usageOf([rules]),
            RULES.map((each) => ({ ...each, entry })),
          );
          if (dimensions === undefined) throw new Error('these few values stay far below every bound');
          fc.pre(classCount(dimensions) < 20_000);
          const answers = new Map<string, string>();
          for (const each of requestClasses(dimensions)) {
            const call = { ...EMPTY, ...each };
            answers.set(signature(rules, call), judge(rules, call).kind);
          }
          for (const each of requests)
            expect(answers.get(signature(rules, callOf(each)))).toBe(judge(rules, callOf(each)).kind);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a question about sets', () => {
  const PAIR = [
    namespace('a'),
    namespace('b'),
    workload('ui', 'a'),
    workload('api', 'b'),
    // The ports of the proxy itself are past its policies.
    object('networking.k8s.io/v1', 'NetworkPolicy', 'p', 'b', '{podSelector: {}, ingress: [{ports: [{port: 8080}]}]}'),
  ];
  const ends = [
    { kind: 'namespace', namespace: 'a' },
    { kind: 'namespace', namespace: 'b' },
  ] as const;

  it('finds a witness', () => {
    const only = policy('p', 'b', '{rules: [{to: [{operation: {methods: [PUT], paths: ["/in/{*}"]}}]}]}');
    const answer = accessTo(...PAIR, only).canAny(...ends);
    expect(answer.kind).toBe('reached');
    expect(answer.kind === 'reached' ? answer.witness.request : {}).toMatchObject({
      method: 'PUT',
      path: expect.stringMatching(/^\/in\/./) as unknown,
    });
  });

  it('finds none, and says over how many classes', () => {
    const answer = accessTo(...PAIR, policy('p', 'b', '{}')).canAny(...ends);
    expect(answer.kind).toBe('none');
    expect(answer.classes).toBeGreaterThan(0);
  });

  it('counts a caller that goes around its proxy', () => {
    const identity = policy('p', 'b', '{rules: [{from: [{source: {notNamespaces: [a]}}]}]}');
    expect(accessTo(...PAIR, identity).canAny(...ends).kind).toBe('reached');
    expect(accessTo(...PAIR, identity).canAny(...ends, { behaviour: 'honest' }).kind).toBe('none');
  });

  it('never says none once a bound is hit', () => {
    const claims = Array.from({ length: 7 }, (_, at) => `c${String(at)}`);
    const wide = policy(
      'p',
      'b',
      `{rules: [{when: [{key: 'request.auth.claims[g]', values: [${claims.join(', ')}]}]}]}`,
    );
    const token =
      '{apiVersion: security.istio.io/v1, kind: RequestAuthentication, metadata: {name: j, namespace: b}, spec: {jwtRules: [{issuer: i}]}}';
    expect(accessTo(...PAIR, wide, token).canAny(...ends).kind).toBe('unknown');
  });

  it('refuses to prove anything over nothing', () => {
    expect(() => accessTo(...PAIR).canAny({ kind: 'tenant', tenant: 'x' }, ends[1])).toThrow(
      'TM8101 at the question: the set has no tenant x with workloads.',
    );
  });
});
