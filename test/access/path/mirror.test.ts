import type { AccessRequest, Answer, From, To } from '../../../lib/access/index.js';
import { accessTo, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';
import { API_EDGE, EDGE } from './route-ends.js';
import { AMBIENT, BASE as WAYPOINT_BASE } from './waypoint-set.js';

const ISTIO = 'networking.istio.io/v1';
const BASE = [...EDGE, namespace('b'), namespace('c')];
const SET = [...BASE, workload('one', 'b'), workload('far', 'c')];
const FAR = 'far.c.svc.cluster.local';
const VIRTUAL = (mirror: string, gateways = '[edge/gw]', hosts = '[shop.example.com]'): string =>
  object(
    ISTIO,
    'VirtualService',
    'shop',
    'b',
    `{hosts: ${hosts}, gateways: ${gateways}, http: [{route: [{destination: {host: one}}], ${mirror}}]}`,
  );
const MIRROR = VIRTUAL(`mirror: {host: ${FAR}}`);
const to = (namespaceName: string, name: string) =>
  ({ kind: 'workload', namespace: namespaceName, name, port: 8080 }) as const;
const OUTSIDE: From = { kind: 'outside' };
const REQUEST: AccessRequest = { host: 'shop.example.com' };

function ask(set: readonly string[], callee: To, request = REQUEST, from: From = OUTSIDE): Answer {
  return accessTo(...set).ask({ from, to: callee, request });
}

function reached(set: readonly string[]): readonly string[] {
  const answers = accessTo(...SET, ...set);
  return [to('b', 'one'), to('c', 'far')]
    .filter((end) => answers.ask({ from: OUTSIDE, to: end, request: REQUEST }).outcome !== 'deny')
    .map(({ namespace: space, name }) => `${space}/${name}`);
}

const ONLY = (source: string, extra = ''): string =>
  policy('only', 'c', `{rules: [{from: [{source: ${source}}]${extra}}]}`);
const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const API_ROUTE = (filter: string, space = 'c'): readonly string[] => [
  ...API_EDGE,
  object(
    GATEWAY_API,
    'HTTPRoute',
    'shop',
    'b',
    `{parentRefs: [{name: api, namespace: edge}], hostnames: [shop.example.com], rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: far, namespace: ${space}, port: 80}${filter}}}], backendRefs: [{name: one, port: 80}]}]}`,
  ),
];
const GRANT = object(
  'gateway.networking.k8s.io/v1beta1',
  'ReferenceGrant',
  'grant',
  'c',
  `{from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: b}], to: [{group: '', kind: Service}]}`,
);

describe('a mirrored copy', () => {
  it.each(
    cited([
      [`${PAGES.mirrorTask}: without a mirror the other workload gets nothing`, [VIRTUAL('name: plain')], ['b/one']],
      [`${PAGES.mirror}: goes where mirror says`, [MIRROR], ['b/one', 'c/far']],
      [
        `${PAGES.mirror}: goes to each of mirrors`,
        [VIRTUAL(`mirrors: [{destination: {host: ${FAR}}}]`)],
        ['b/one', 'c/far'],
      ],
      [
        `${PAGES.mirror}: is none at a share of nought`,
        [VIRTUAL(`mirror: {host: ${FAR}}, mirrorPercentage: {value: 0}`)],
        ['b/one'],
      ],
      [
        `${PAGES.mirror}: is none at a share of nought of one of them`,
        [VIRTUAL(`mirrors: [{destination: {host: ${FAR}}, percentage: {value: 0}}]`)],
        ['b/one'],
      ],
      [
        `${PAGES.source}: comes under the name of the gateway`,
        [MIRROR, ONLY('{principals: [cluster.local/ns/edge/sa/gw]}')],
        ['b/one', 'c/far'],
      ],
      [`${PAGES.source}: and under no other`, [MIRROR, ONLY('{namespaces: [b]}')], ['b/one']],
      [
        `${PAGES.mirrorTask}: keeps the host of the request`,
        [MIRROR, ONLY('{namespaces: [edge]}', ', to: [{operation: {hosts: [shop.example.com]}}]')],
        ['b/one', 'c/far'],
      ],
      [
        `${PAGES.networkPolicy}: passes NetworkPolicies as any call does`,
        [
          MIRROR,
          object('networking.k8s.io/v1', 'NetworkPolicy', 'shut', 'c', '{podSelector: {}, policyTypes: [Ingress]}'),
        ],
        ['b/one'],
      ],
      [
        `${PAGES.mirrorFilter}: goes to the backend of a filter that is granted`,
        [...API_ROUTE(''), GRANT],
        ['b/one', 'c/far'],
      ],
      [`${PAGES.grant}: and to none that is not`, API_ROUTE(''), ['b/one']],
      [`${PAGES.mirrorFilter}: is none at nought percent`, [...API_ROUTE(', percent: 0'), GRANT], ['b/one']],
      [
        `${PAGES.mirrorFilter}: is none at a fraction of nought`,
        [...API_ROUTE(', fraction: {numerator: 0}'), GRANT],
        ['b/one'],
      ],
    ] as const),
  )('%s', (_, set, ends) => {
    expect(reached(set)).toEqual(ends);
  });

  it('has a marked host where the mesh is told to mark it', () => {
    const release = (value: string): string =>
      `{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: istiod, namespace: istio-system}, spec: {chart: {spec: {chart: istiod}}, values: {pilot: {env: {DISABLE_SHADOW_HOST_SUFFIX: '${value}'}}}}}`;
    const only = (host: string): string => ONLY('{namespaces: [edge]}', `, to: [{operation: {hosts: ['${host}']}}]`);
    expect(reached([MIRROR, release('false'), only('shop.example.com-shadow')])).toEqual(['b/one', 'c/far']);
    expect(reached([MIRROR, release('false'), only('shop.example.com')])).toEqual(['b/one']);
    expect(reached([MIRROR, release('true'), only('shop.example.com')])).toEqual(['b/one', 'c/far']);
  });

  it('changes nothing of the answer that the caller gets', () => {
    const shop = { kind: 'host', host: 'shop.example.com', port: 80 } as const;
    const service = { kind: 'service', namespace: 'b', name: 'one', port: 80 } as const;
    const inside: From = { kind: 'workload', namespace: 'b', name: 'ui' };
    const mesh = [...SET, workload('ui', 'b'), VIRTUAL(`mirror: {host: ${FAR}}`, '[mesh]', '[one]')];
    const [shut, closed] = [policy('shut', 'c', '{}'), policy('closed', 'b', '{}')];
    const outcome = (set: readonly string[], end: To, from: From = OUTSIDE): string => ask(set, end, {}, from).outcome;
    expect([outcome([...SET, MIRROR, shut], shop), outcome([...mesh, shut], service, inside)]).toEqual([
      'allow',
      'allow',
    ]);
    expect([outcome([...SET, MIRROR, closed], shop), outcome([...mesh, closed], service, inside)]).toEqual([
      'deny',
      'deny',
    ]);
  });

  it('is named in the trail and in the witness of a proof', () => {
    const text = `a mirrored copy of the request goes to ${FAR}`;
    const answer = ask([...SET, MIRROR], to('c', 'far'));
    expect(answer.trail.find(({ text: each }) => each === text)).toMatchObject({
      kind: 'route',
      object: { name: 'shop' },
      rule: 0,
    });
    const found = accessTo(...SET, MIRROR).canAny({ kind: 'outside' }, { kind: 'namespace', namespace: 'c' });
    expect(found.kind === 'reached' ? found.witness.trail.map((step) => step.text) : []).toContain(text);
    const none = accessTo(...SET, MIRROR, ONLY('{namespaces: [b]}')).canAny(
      { kind: 'outside' },
      { kind: 'namespace', namespace: 'c' },
    );
    expect(none.kind).toBe('none');
  });

  it('that a waypoint sends breaks an isolation that its caller could not', () => {
    const route = (rest: string): string =>
      object(
        GATEWAY_API,
        'HTTPRoute',
        'copy',
        'b',
        `{parentRefs: [{group: '', kind: Service, name: api}], rules: [{${rest}backendRefs: [{name: api, port: 80}]}]}`,
      );
    const mirror =
      'filters: [{type: RequestMirror, requestMirror: {backendRef: {name: far, namespace: c, port: 80}}}], ';
    const far = [namespace('c', `{${AMBIENT}}`), workload('far', 'c')];
    const only = ONLY('{principals: [cluster.local/ns/b/sa/wp]}');
    const set = [...WAYPOINT_BASE, ...far, only];
    const proof = (http: string) =>
      accessTo(...set, route(http)).isolation(
        { kind: 'workload', namespace: 'a', name: 'ui' },
        { kind: 'namespace', namespace: 'c' },
      );
    expect(proof('').kind).toBe('isolated');
    const found = proof(mirror);
    expect(found.kind).toBe('reached');
    expect(found.path?.at(-1)?.trail.map(({ text }) => text)).toContain(
      `a mirrored copy of the request goes to ${FAR}`,
    );
  });
});
