import fc from 'fast-check';
import { ruleSet } from '../../../lib/access/policy/authorization.js';
import type { Call } from '../../../lib/access/policy/call.js';
import { AccountReader } from '../../../lib/access/proof/account-classes.js';
import { usageOf } from '../../../lib/access/proof/usage.js';
import { policy, setOf } from '../manifests.js';
import { EMPTY, signature } from './signature.js';

const VALUES = {
  principals: [
    '*',
    'cluster.local/ns/a/sa/x',
    'cluster.local/ns/a/sa/x*',
    'cluster.local/ns/b/*',
    '*/sa/y',
    '*-y',
    '*/x.y',
  ],
  namespaces: ['a', 'b', '*'],
  serviceAccounts: ['x', 'a/x', 'b/x-y', 'a/x.y'],
  ports: ['80', '81'],
} as const;
const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1, maxLength: 2 });
const source = fc.record(
  {
    principals: some(VALUES.principals),
    notPrincipals: some(VALUES.principals),
    namespaces: some(VALUES.namespaces),
    notNamespaces: some(VALUES.namespaces),
    serviceAccounts: some(VALUES.serviceAccounts),
    notServiceAccounts: some(VALUES.serviceAccounts),
  },
  { requiredKeys: [] },
);
/** Accounts stand beside neither principals nor namespaces in one source. */
const caller = source.map(({ serviceAccounts, notServiceAccounts, ...rest }) =>
  serviceAccounts === undefined ? rest : { serviceAccounts, ...(notServiceAccounts && { notServiceAccounts }) },
);
const callerSpec = fc.record({
  action: fc.constantFrom('ALLOW', 'DENY'),
  rules: fc.array(
    fc.record({
      from: fc.array(fc.record({ source: caller }), { minLength: 1, maxLength: 2 }),
      to: fc.array(
        fc.record({
          operation: fc.record({ ports: some(VALUES.ports), notPorts: some(VALUES.ports) }, { requiredKeys: [] }),
        }),
        { minLength: 1, maxLength: 1 },
      ),
      when: fc.constantFrom(
        [],
        [{ key: 'source.principal', notValues: ['cluster.local/ns/a/sa/z*'] }],
        [{ key: 'destination.port', notValues: ['443'] }],
      ),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});
const account = fc.oneof(
  fc.constantFrom('x', 'x-y', 'x.y', 'y', 'default', 'zx'),
  fc.stringMatching(/^[xyz]([-.xyz]{0,3}[xyz])?$/),
);

describe('classes of callers', () => {
  it('answer for every account of a namespace, and for every port', () => {
    fc.assert(
      fc.property(
        fc.array(callerSpec, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('a', 'b', 'c'),
        fc.array(fc.tuple(fc.option(account), fc.constantFrom(80, 81, 443, 9000)), { minLength: 5, maxLength: 5 }),
        (specs, space, calls) => {
          const set = setOf(...specs.map((each, at) => policy(`p${String(at)}`, 'a', JSON.stringify(each))));
          const rules = ruleSet(set.byKind('security.istio.io', 'AuthorizationPolicy'), 'http', ['cluster.local']);
          const { names, open } = new AccountReader(set, 'cluster.local').of(space);
          expect(open).toBe(false);
          const callOn = (name: string | null, port: number): Call => ({
            ...EMPTY,
            port,
            principal: name === null ? undefined : `spiffe://cluster.local/ns/${space}/sa/${name}`,
          });
          const ports = [...(usageOf([rules]).get('destination.port') ?? []), '65535'].map(Number);
          const classes = [null, ...names].flatMap((name) => ports.map((port) => signature(rules, callOn(name, port))));
          for (const [name, port] of calls) expect(classes).toContain(signature(rules, callOn(name, port)));
        },
      ),
      { numRuns: 60 },
    );
  });
});
