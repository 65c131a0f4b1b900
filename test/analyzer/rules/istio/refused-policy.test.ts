import { refusedPolicy } from '../../../../lib/analyzer/rules/istio/refused-policy.js';
import { doc, findings } from '../../rule-tester.js';

type Spec = Readonly<Record<string, unknown>>;

function faults(spec: Spec, annotations: Readonly<Record<string, string>> = {}): readonly string[] {
  const yaml = doc('AuthorizationPolicy security.istio.io/v1', 'a/p', { annotations, spec });
  return findings(refusedPolicy, yaml).map((line) =>
    line
      .replace(/^TM4112 at test\.yaml:\d+ \(AuthorizationPolicy a\/p\): /, '')
      .replace(' Write the field as Istio reads it.', ''),
  );
}

const rule = (each: unknown, action = 'ALLOW'): Spec => ({ action, rules: [each] });
const source = (fields: Spec, action?: string): Spec => rule({ from: [{ source: fields }] }, action);
const operation = (fields: Spec): Spec => rule({ to: [{ operation: fields }] });
const when = (key: string, ...values: string[]): Spec => rule({ when: [{ key, values }] });
const custom = (each: unknown): Spec => ({ ...rule(each, 'CUSTOM'), provider: { name: 'x' } });
const at = 'spec.rules[0]';
const late = 'an external authorizer is asked before this is known.';

describe('refused-policy', () => {
  it('names the object, the field and the remedy', () => {
    const yaml = doc('AuthorizationPolicy security.istio.io/v1', 'a/p', { spec: { action: 'DENY' } });
    expect(findings(refusedPolicy, yaml)).toEqual([
      'TM4112 at test.yaml:2 (AuthorizationPolicy a/p): spec.rules: a policy of action DENY needs a rule. Write the field as Istio reads it.',
    ]);
  });

  it.each<[string, Spec, string]>([
    [
      'CUSTOM without rules',
      { action: 'CUSTOM', provider: { name: 'x' } },
      'spec.rules: a policy of action CUSTOM needs a rule.',
    ],
    ['CUSTOM without provider', rule({}, 'CUSTOM'), 'spec.provider: a policy of action CUSTOM names its provider.'],
    ['a provider elsewhere', { provider: { name: 'x' } }, 'spec.provider: a policy of action ALLOW has no provider.'],
    ['a null rule', rule(null), `${at}: a rule is an object; {} matches everything.`],
    ['an empty list', rule({ from: [] }), `${at}.from: an empty list is refused; leave it out.`],
    ['an empty source', source({}), `${at}.from[0].source: a source without any field is refused.`],
    [
      'an empty operation',
      operation({ paths: [] }),
      `${at}.to[0].operation: an operation without any field is refused.`,
    ],
    ['an empty value', operation({ hosts: [''] }), `${at}.to[0].operation.hosts[0]: an empty value is refused.`],
    [
      'a block',
      source({ notIpBlocks: ['10.0.0/8'] }),
      `${at}.from[0].source.notIpBlocks[0]: "10.0.0/8" is no address and no block of addresses.`,
    ],
    [
      'an address',
      source({ remoteIpBlocks: ['10.0.0.01'] }),
      `${at}.from[0].source.remoteIpBlocks[0]: "10.0.0.01" is no address and no block of addresses.`,
    ],
    ['a port', operation({ ports: ['80', 'http'] }), `${at}.to[0].operation.ports[1]: "http" is no port.`],
    [
      'a brace',
      operation({ paths: ['/a/{id}'] }),
      `${at}.to[0].operation.paths[0]: "/a/{id}" has a brace outside of {*} and {**}.`,
    ],
    ['a template', operation({ paths: ['a/{*}'] }), `${at}.to[0].operation.paths[0]: a path template begins with "/".`],
    [
      'an account with a star',
      source({ serviceAccounts: ['a/*'] }),
      `${at}.from[0].source.serviceAccounts[0]: "a/*" has a wildcard, which no service account may have.`,
    ],
    [
      'an account with three parts',
      source({ serviceAccounts: ['a/b/c'] }),
      `${at}.from[0].source.serviceAccounts[0]: "a/b/c" is neither NAME nor NAMESPACE/NAME.`,
    ],
    [
      'a long account',
      source({ serviceAccounts: ['a'.repeat(321)] }),
      `${at}.from[0].source.serviceAccounts[0]: a service account has 320 characters at most.`,
    ],
    [
      'many accounts',
      source({ serviceAccounts: Array(17).fill('a') }),
      `${at}.from[0].source.serviceAccounts: it has 16 values at most.`,
    ],
    [
      'accounts beside namespaces',
      source({ serviceAccounts: ['a'], notNamespaces: ['b'] }),
      `${at}.from[0].source.serviceAccounts: it stands beside neither principals nor namespaces.`,
    ],
    [
      'a trust domain with a path',
      source({ trustDomains: ['a/b'] }),
      `${at}.from[0].source.trustDomains[0]: "a/b" has a slash, which no trust domain may have.`,
    ],
    [
      'a trust domain with two stars',
      source({ trustDomains: ['*a*'] }),
      `${at}.from[0].source.trustDomains[0]: "*a*" has a wildcard elsewhere than at one end.`,
    ],
    [
      'an unknown key',
      when('destination.labels[a]', 'b'),
      `${at}.when[0].key: Istio knows no attribute "destination.labels[a]".`,
    ],
    [
      'a key without a name',
      when('request.headers[]', 'b'),
      `${at}.when[0].key: "request.headers[]" has no name in brackets.`,
    ],
    ['a condition without values', when('source.ip'), `${at}.when[0]: a condition has values or notValues.`],
    [
      'an address of a condition',
      when('source.ip', 'x'),
      `${at}.when[0].values[0]: "x" is no address and no block of addresses.`,
    ],
    [
      'an identity at CUSTOM',
      custom({ from: [{ source: { principals: ['x'] } }] }),
      `${at}.from[0].source.principals: ${late}`,
    ],
    [
      'a token at CUSTOM',
      custom({ when: [{ key: 'request.auth.claims[a]', values: ['b'] }] }),
      `${at}.when[0].key: ${late}`,
    ],
  ])('refuses %s', (_, spec, message) => {
    expect(faults(spec)).toEqual([message]);
  });

  it('refuses a dry run that is none', () => {
    const place = 'metadata.annotations["istio.io/dry-run"]';
    expect(faults({}, { 'istio.io/dry-run': 'yes' })).toEqual([`${place}: "yes" is neither true nor false.`]);
    expect(faults(rule({}, 'AUDIT'), { 'istio.io/dry-run': 'true' })).toEqual([
      `${place}: no policy of action AUDIT runs dry.`,
    ]);
    expect(faults(rule({}, 'DENY'), { 'istio.io/dry-run': 'T' })).toEqual([]);
  });

  it.each<[string, Spec]>([
    ['no rules', {}],
    ['a rule for all', rule({}, 'DENY')],
    ['wildcards', source({ principals: ['*/sa/web'], namespaces: ['f*o'], trustDomains: ['*', '*.local', 'td*'] })],
    ['templates', operation({ paths: ['/a/{*}/b/{**}', '/a/{*}/', '*'] })],
    ['host bits', source({ ipBlocks: ['10.1.2.3/24', '::1'] })],
    ['an account of another namespace', source({ serviceAccounts: ['b/web', 'web'] })],
    [
      'every map',
      rule({
        when: ['request.headers[a]', 'request.auth.claims[a][b]', 'experimental.envoy.filters.a[b]'].map((key) => ({
          key,
          notValues: ['x'],
        })),
      }),
    ],
    [
      'addresses at CUSTOM',
      custom({
        from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }],
        when: [{ key: 'request.headers[a]', values: ['b'] }],
      }),
    ],
  ])('accepts %s', (_, spec) => {
    expect(faults(spec)).toEqual([]);
  });
});
