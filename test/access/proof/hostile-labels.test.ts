import fc from 'fast-check';
import { IsolationProver, type Isolation } from '../../../lib/access/index.js';
import { LabelReader } from '../../../lib/access/proof/label-classes.js';
import { labelTest } from '../../../lib/access/world/network-policy.js';
import { accessTo, namespace, object, policy, setOf, workload } from '../manifests.js';

const TENANT = (name: string, more = 'istio-injection: enabled, '): string =>
  namespace(name, `{${more}tenant-mesh.io/tenant: ${name}}`);
const BASE = [TENANT('a'), TENANT('b'), workload('app', 'a'), workload('api', 'b')];
const tenant = (name: string) => ({ kind: 'tenant', tenant: name }) as const;
const network = (space: string, spec: string, name = 'net'): string =>
  object('networking.k8s.io/v1', 'NetworkPolicy', name, space, spec);
const from = (peer: string): string =>
  network('b', `{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [${peer}]}]}`);
const ofA = (selector: string): string =>
  from(`{namespaceSelector: {matchLabels: {tenant-mesh.io/tenant: a}}, podSelector: ${selector}}`);

function prove(...set: readonly string[]): Isolation {
  return new IsolationProver(accessTo(...BASE, ...set)).prove(tenant('a'), tenant('b'));
}

/** The pod that gets from one tenant to the other; what the search says where none does. */
function caller(...set: readonly string[]): string {
  const { kind, path } = prove(...set);
  return path?.[0]?.from ?? kind;
}

describe('labels that NetworkPolicies name and no workload wears', () => {
  it.each([
    ['a label', '{matchLabels: {role: client}}', 'role=client'],
    ['several labels', '{matchLabels: {role: client, tier: front}}', 'role=client tier=front'],
    ['a list of values', '{matchExpressions: [{key: role, operator: In, values: [x, w]}]}', 'role=x'],
    ['any value', '{matchExpressions: [{key: role, operator: Exists}]}', 'role=other'],
    [
      'a value that another rules out',
      '{matchExpressions: [{key: role, operator: Exists}, {key: role, operator: NotIn, values: [other]}]}',
      'role=otherx',
    ],
  ])('are worn by pods that a tenant may start: %s', (_, selector, labels) => {
    expect(caller(ofA(selector))).toBe(`a/(any pod as default, labelled ${labels})`);
  });

  it('are none where no pod may meet what is asked for', () => {
    const never = '{matchLabels: {role: x}, matchExpressions: [{key: role, operator: NotIn, values: [x]}]}';
    expect(caller(ofA(never))).toBe('isolated');
    expect(caller(from('{namespaceSelector: {matchLabels: {team: c}}, podSelector: {matchLabels: {role: x}}}'))).toBe(
      'isolated',
    );
  });

  it('open the way out too, by policies of their own namespace', () => {
    const shut = network('a', '{podSelector: {}, policyTypes: [Egress]}', 'shut');
    const out = network('a', '{podSelector: {matchLabels: {role: out}}, policyTypes: [Egress], egress: [{}]}', 'out');
    expect(caller(shut)).toBe('isolated');
    expect(caller(shut, out)).toBe('a/(any pod as default, labelled role=out)');
    const into = ofA('{matchLabels: {part: in}}');
    expect(caller(shut, out, into)).toBe('a/(any pod as default, labelled part=in role=out)');
  });

  it('leave the search open where they are too many', () => {
    const many = Array.from({ length: 11 }, (_, at) => `{podSelector: {matchLabels: {l${String(at)}: x}}}`);
    const own = network(
      'a',
      `{podSelector: {matchLabels: {app: app}}, policyTypes: [Ingress], ingress: [{from: [${many.join(', ')}]}]}`,
    );
    const shut = network('b', '{podSelector: {}, policyTypes: [Ingress]}', 'shut');
    expect(prove(own, shut)).toMatchObject({
      kind: 'unknown',
      unknown: ['the labels that NetworkPolicies tell apart in namespace a are too many'],
    });
  });

  it('stand for every pod: whatever labels one has, a class meets the same selectors', () => {
    const name = fc.constantFrom('k', 'l', 'm');
    const value = fc.constantFrom('x', 'y', 'other', 'z');
    const expression = fc.oneof(
      fc.record({
        key: name,
        operator: fc.constantFrom('In', 'NotIn'),
        values: fc.array(value, { minLength: 1, maxLength: 2 }),
      }),
      fc.record({ key: name, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
    );
    const selector = fc.record({
      matchLabels: fc.dictionary(name, value, { maxKeys: 2 }),
      matchExpressions: fc.array(expression, { maxLength: 2 }),
    });
    const labels = fc.dictionary(name, fc.constantFrom('x', 'y', 'z', 'other', 'w'), { maxKeys: 3 });
    fc.assert(
      fc.property(fc.array(selector, { minLength: 1, maxLength: 4 }), labels, labels, (selectors, worn, asked) => {
        const peers = JSON.stringify(selectors.map((podSelector) => ({ podSelector })));
        const set = setOf(network('a', `{podSelector: {}, ingress: [{from: ${peers}}]}`));
        const { maps, open } = new LabelReader(set).of('a', {}, [worn]);
        const vector = (each: Readonly<Record<string, string>>): string =>
          selectors.map((written) => String(labelTest(written)(each))).join();
        expect(open).toBe(false);
        expect([{}, worn, ...maps].map(vector)).toContain(vector(asked));
        expect(new Set(maps.map(vector)).size).toBe(maps.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the proxy of a pod that nobody has declared', () => {
  const onlyA = policy('p', 'b', '{rules: [{from: [{source: {namespaces: [a]}}]}]}');
  const strict = object('security.istio.io/v1', 'PeerAuthentication', 'strict', 'b', '{mtls: {mode: STRICT}}');
  const own = network('b', '{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 8080}]}]}');
  const plain = [TENANT('a', ''), TENANT('b'), workload('app', 'a'), workload('api', 'b'), strict, onlyA, own];
  const proof = (set: readonly string[]): string => {
    const found = new IsolationProver(accessTo(...set)).prove(tenant('a'), tenant('b'));
    return found.path?.[0]?.from ?? found.kind;
  };

  it('may be asked for where the namespace has none, unless it forbids that', () => {
    expect(proof(plain)).toBe('a/(any pod as default, with a sidecar)');
    const closed = [TENANT('a', 'istio-injection: disabled, '), ...plain.slice(1)];
    expect(proof(closed)).toBe('isolated');
  });

  const label =
    'tenant-mesh.io/tenant: b, istio.io/dataplane-mode: ambient, istio.io/use-waypoint: w, istio.io/ingress-use-waypoint: "true"';
  const listener = '{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: All}}}';
  const waypoint = (a: string, ...source: readonly string[]): readonly string[] => [
    TENANT('a', a),
    namespace('b', `{${label}}`),
    workload('app', 'a'),
    workload('api', 'b'),
    `{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: w, namespace: b, labels: {istio.io/waypoint-for: all}}, spec: {gatewayClassName: istio-waypoint, listeners: [${listener}]}}`,
    policy(
      'callee',
      'b',
      `{selector: {matchLabels: {app: api}}, rules: [{from: [{source: {principals: [${source.join(', ')}]}}]}]}`,
    ),
  ];
  const guard = policy(
    'guard',
    'b',
    '{targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: w}], rules: [{from: [{source: {namespaces: [b]}}]}]}',
  );

  it('may be a sidecar in ambient mode, which goes past waypoints', () => {
    const past = waypoint('istio.io/dataplane-mode: ambient, ', 'cluster.local/ns/a/sa/default');
    expect(proof([...past, guard])).toBe('a/(any pod as default, with a sidecar)');
  });

  it('may be that of a gateway, which is a caller like any other with its own name, and judged as one', () => {
    const through = waypoint('istio-injection: enabled, ', 'cluster.local/ns/b/sa/w');
    expect(proof(through)).toBe('a/(any pod as default, with the proxy of a gateway)');
    expect(proof([...through, guard])).toBe('isolated');
  });
});
