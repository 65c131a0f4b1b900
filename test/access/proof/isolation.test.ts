import fc from 'fast-check';
import { IsolationProver } from '../../../lib/access/index.js';
import { accessTo, namespace, object, policy, workload } from '../manifests.js';

const TENANTS = ['a', 'b', 'c', 'd'] as const;
const SPACE = (tenant: string): string =>
  namespace(tenant, `{istio-injection: enabled, tenant-mesh.io/tenant: ${tenant}}`);
const CLOSED = (space: string): string =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'closed', space, '{podSelector: {}, policyTypes: [Ingress]}');

/** Opens the way into a namespace from another. */
function opened(from: string, to: string, ports = '[{port: 8080}]'): string {
  const peer = `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${from}}}}`;
  const spec = `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [${peer}], ports: ${ports}}]}`;
  return object('networking.k8s.io/v1', 'NetworkPolicy', `from-${from}`, to, spec);
}

const PLATFORM = [namespace('hub', '{istio-injection: enabled}'), workload('deputy', 'hub')];
const BASE = [...TENANTS.flatMap((tenant) => [SPACE(tenant), workload('app', tenant), CLOSED(tenant)]), ...PLATFORM];
const tenant = (name: string) => ({ kind: 'tenant', tenant: name }) as const;

describe('isolation', () => {
  it('holds where every namespace is closed', () => {
    const all = new IsolationProver(accessTo(...BASE, CLOSED('hub'))).proveAll();
    expect(all).toMatchObject({ kind: 'isolated', tenants: 4, pairs: 12, reached: [], unknown: [] });
    expect(all.classes).toBeGreaterThan(12);
  });

  it('follows a deputy of the platform, who reaches what the tenant does not', () => {
    const prover = new IsolationProver(accessTo(...BASE, CLOSED('hub'), opened('a', 'hub'), opened('hub', 'b')));
    const found = prover.prove(tenant('a'), tenant('b'));
    expect(found.path?.map(({ from, to, port }) => `${from} -> ${to}:${String(port)}`)).toEqual([
      'a/app -> hub/deputy:8080',
      'hub/deputy -> b/app:8080',
    ]);
    expect(prover.proveAll().reached).toEqual([{ from: 'a', to: 'b' }]);
  });

  it.each([
    ['a port that nobody declares', '[{port: 7000}]', 7000],
    ['the health port of a proxy', '[{port: 15021}]', 15_021],
    ['the last port of a span', '[{port: 7000, endPort: 7005}]', 7000],
  ])('counts %s of a platform pod and of a tenant', (_, ports, port) => {
    const set = [...BASE, CLOSED('hub'), opened('a', 'hub', ports), opened('hub', 'b', ports)];
    const found = new IsolationProver(accessTo(...set)).prove(tenant('a'), tenant('b'));
    expect(found.path?.map((hop) => hop.port)).toEqual([port, port]);
  });

  it('does not let a policy of the mesh be enough where a pod may go around its proxy', () => {
    const onlyNamed = policy('named', 'b', '{rules: [{from: [{source: {namespaces: [hub]}}]}]}');
    const set = [...BASE, opened('a', 'b', '[{port: 8080}]')];
    expect(new IsolationProver(accessTo(...set, onlyNamed)).prove(tenant('a'), tenant('b')).kind).toBe('isolated');
    const open = policy('open', 'b', '{rules: [{from: [{source: {notNamespaces: [a]}}]}]}');
    expect(new IsolationProver(accessTo(...set, open)).prove(tenant('a'), tenant('b')).kind).toBe('reached');
  });

  it.each([
    ['principals', '{principals: [cluster.local/ns/a/sa/ghost]}', 'ghost'],
    ['a prefix of principals', '{principals: ["cluster.local/ns/a/sa/gh*"], notPrincipals: ["*/sa/gh"]}', 'ghx'],
    ['a suffix of principals', '{principals: ["*-ghost"], namespaces: [a]}', 'x-ghost'],
    ['an expression', '{principals: ["*/ns/a/sa/gh[0-9]st"]}', 'gh0st'],
    ['serviceAccounts', '{serviceAccounts: [a/ghost]}', 'ghost'],
    [
      'an expression and a name',
      '{serviceAccounts: [a/my.ghost], notPrincipals: [cluster.local/ns/a/sa/my.ghost]}',
      'myxghost',
    ],
    [
      'nothing, where every account is refused',
      '{namespaces: [a], notPrincipals: ["cluster.local/ns/a/*"]}',
      undefined,
    ],
    ['all but those that workloads have', '{namespaces: [a], notServiceAccounts: [a/app, a/default]}', 'x'],
  ])('tries accounts that no workload has, where a policy tells them apart by %s', (_, source, account) => {
    const named = policy('named', 'b', `{rules: [{from: [{source: ${source}}]}]}`);
    const prover = new IsolationProver(accessTo(...BASE, opened('a', 'b', '[{port: 8080}]'), named));
    const { kind, path } = prover.prove(tenant('a'), tenant('b'));
    expect({ kind, from: path?.map((hop) => hop.from) }).toEqual(
      account === undefined
        ? { kind: 'isolated', from: undefined }
        : { kind: 'reached', from: [`a/(any pod as ${account})`] },
    );
    expect(prover.proveAll().kind).toBe(kind);
  });

  it('tries accounts with the labels of any workload, and in a namespace where nothing runs yet', () => {
    const peer = (labels: string) =>
      `{namespaceSelector: {matchLabels: {tenant-mesh.io/tenant: a}}, podSelector: {matchLabels: {${labels}}}}`;
    const open = (labels: string) =>
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        'a',
        'b',
        `{podSelector: {}, ingress: [{from: [${peer(labels)}], ports: [{port: 8080}]}]}`,
      );
    const named = (principal: string) =>
      policy('named', 'b', `{rules: [{from: [{source: {principals: [cluster.local/ns/${principal}]}}]}]}`);
    const more = namespace('more', '{istio-injection: enabled, tenant-mesh.io/tenant: a}');
    const from = (...set: readonly string[]) =>
      new IsolationProver(accessTo(...BASE, more, ...set)).prove(tenant('a'), tenant('b')).path?.[0]?.from;
    expect(from(open('app: app'), named('a/sa/ghost'))).toBe('a/(any pod as ghost, labelled like app)');
    expect(from(open(''), named('more/sa/ghost'))).toBe('more/(any pod as ghost)');
    expect(from(open('app: app'), named('more/sa/other'))).toBe('more/(any pod as other, labelled app=app)');
    expect(from(open('app: app'), named('nowhere/sa/other'))).toBeUndefined();
  });

  it('finds for all pairs at once what it finds pair by pair', () => {
    const space = fc.constantFrom(...TENANTS, 'hub');
    fc.assert(
      fc.property(fc.array(fc.tuple(space, space), { maxLength: 8 }), (ways) => {
        const policies = new Map(ways.map(([from, to]) => [`${from} ${to}`, opened(from, to)]));
        const answers = accessTo(...BASE, CLOSED('hub'), ...policies.values());
        const prover = new IsolationProver(answers);
        const pairs = TENANTS.flatMap((from) => TENANTS.filter((to) => to !== from).map((to) => ({ from, to })));
        const single = pairs.filter(({ from, to }) => prover.prove(tenant(from), tenant(to)).kind === 'reached');
        expect(new IsolationProver(answers).proveAll().reached).toEqual(single);
      }),
      { numRuns: 30 },
    );
  });
});
