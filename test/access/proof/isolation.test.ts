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
