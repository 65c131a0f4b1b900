import type { AccessRequest, Answer } from '../../../lib/access/index.js';
import { accessTo, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';

const ISTIO = 'networking.istio.io/v1';
const GATEWAY_POD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: edge}
spec: {template: {metadata: {labels: {istio: gw}, annotations: {inject.istio.io/templates: gateway}}, spec: {serviceAccountName: gw}}}`;
const SERVERS = (tls: string, hosts = '[b/shop.example.com]'): string =>
  object(
    ISTIO,
    'Gateway',
    'gw',
    'edge',
    `{selector: {istio: gw}, servers: [{port: {number: 80, name: h, protocol: HTTP}, tls: {httpsRedirect: true}, hosts: ${hosts}}, {port: {number: 443, name: s, protocol: HTTPS}, tls: {mode: ${tls}}, hosts: ${hosts}}]}`,
  );
const ROUTE = (http: string, space = 'b'): string =>
  object(ISTIO, 'VirtualService', 'shop', space, `{hosts: [shop.example.com], gateways: [edge/gw], http: ${http}}`);
const TO_API = '[{route: [{destination: {host: api, port: {number: 80}}}]}]';
const BASE = [namespace('edge'), namespace('b'), GATEWAY_POD, workload('api', 'b')];

function ask(extra: readonly string[], request: AccessRequest = {}, port = 443, certificate?: string): Answer {
  return accessTo(...BASE, ...extra).ask({
    from: { kind: 'outside', ...(certificate === undefined ? {} : { certificate }) },
    to: { kind: 'host', host: 'shop.example.com', port },
    request,
  });
}

describe('a call through a gateway', () => {
  it.each(
    cited([
      [
        `${PAGES.server}: a server and a route lead on`,
        [SERVERS('SIMPLE'), ROUTE(TO_API)],
        {},
        443,
        'allow',
        'authorization',
      ],
      [
        `${PAGES.server}: no server takes another host`,
        [SERVERS('SIMPLE'), ROUTE(TO_API)],
        { host: 'other.example.com' },
        443,
        'deny',
        'gateway',
      ],
      [`${PAGES.server}: the plain port redirects`, [SERVERS('SIMPLE'), ROUTE(TO_API)], {}, 80, 'deny', 'route'],
      [
        `${PAGES.server}: a server takes routes of its namespace alone`,
        [SERVERS('SIMPLE'), ROUTE(TO_API, 'c')],
        {},
        443,
        'deny',
        'route',
      ],
      [
        `${PAGES.serverTls}: mutual TLS wants a certificate`,
        [SERVERS('MUTUAL'), ROUTE(TO_API)],
        {},
        443,
        'deny',
        'gateway',
      ],
      [
        `${PAGES.httpRoute}: a route that redirects reaches nobody`,
        [SERVERS('SIMPLE'), ROUTE('[{redirect: {uri: /x}}]')],
        {},
        443,
        'deny',
        'route',
      ],
      [
        `${PAGES.authorization}: a policy at the gateway`,
        [SERVERS('SIMPLE'), ROUTE(TO_API), policy('d', 'edge', '{}')],
        {},
        443,
        'deny',
        'authorization',
      ],
    ] as const),
  )('%s', (_, extra, request, port, outcome, step) => {
    const answer = ask(extra, request, port);
    expect([answer.outcome, answer.trail.at(-1)?.kind]).toEqual([outcome, step]);
  });

  it('the certificate of a client is its principal at the gateway', () => {
    const only = policy('p', 'edge', '{rules: [{from: [{source: {principals: [td/ns/x/sa/y]}}]}]}');
    const extra = [SERVERS('MUTUAL'), ROUTE(TO_API), only];
    expect([ask(extra, {}, 443, 'td/ns/x/sa/y').outcome, ask(extra, {}, 443, 'td/ns/x/sa/z').outcome]).toEqual([
      'allow',
      'deny',
    ]);
  });

  it('a rewrite changes what the workload sees, not what the gateway sees', () => {
    const route = ROUTE(
      '[{match: [{uri: {prefix: /shop}}], rewrite: {uri: /in}, route: [{destination: {host: api}}]}]',
    );
    const at = (space: string, path: string) =>
      policy('p', space, `{action: DENY, rules: [{to: [{operation: {paths: [${path}]}}]}]}`);
    const asked = (extra: string) => ask([SERVERS('SIMPLE'), route, extra], { path: '/shop/a' }).outcome;
    expect([
      asked(at('b', '/in/a')),
      asked(at('b', '/shop/a')),
      asked(at('edge', '/shop/a')),
      asked(at('edge', '/in/a')),
    ]).toEqual(['deny', 'allow', 'deny', 'allow']);
  });

  it('follows a delegate', () => {
    const root = ROUTE('[{match: [{uri: {prefix: /api}}], delegate: {name: part, namespace: b}}]');
    const part = object(ISTIO, 'VirtualService', 'part', 'b', `{http: ${TO_API}}`);
    expect(ask([SERVERS('SIMPLE'), root, part], { path: '/api/1' }).outcome).toBe('allow');
    expect(ask([SERVERS('SIMPLE'), root, part], { path: '/other' }).outcome).toBe('deny');
  });

  it('a checked token goes on only where its rule forwards it', () => {
    const check = (forward: boolean) =>
      object(
        'security.istio.io/v1',
        'RequestAuthentication',
        'j',
        'edge',
        `{jwtRules: [{issuer: i, forwardOriginalToken: ${String(forward)}}]}`,
      );
    const behind = [
      object('security.istio.io/v1', 'RequestAuthentication', 'j', 'b', '{jwtRules: [{issuer: i}]}'),
      policy('p', 'b', '{rules: [{from: [{source: {requestPrincipals: [i/*]}}]}]}'),
    ];
    const token = { iss: 'i', sub: 's' };
    const asked = (forward: boolean) =>
      ask([SERVERS('SIMPLE'), ROUTE(TO_API), check(forward), ...behind], { token }).outcome;
    expect([asked(true), asked(false)]).toEqual(['allow', 'deny']);
  });

  it.each(
    cited([
      [`${PAGES.httpMatch}: exact`, 'exact', 'v=1', '?v=1', 'allow'],
      [`${PAGES.httpMatch}: exact`, 'exact', 'v=1', '?a=b&v=1&v=2', 'allow'],
      [`${PAGES.httpMatch}: exact`, 'exact', 'v=1', '?v=2', 'deny'],
      [`${PAGES.httpMatch}: prefix`, 'prefix', 'v=1', '?v=12', 'allow'],
      [`${PAGES.httpMatch}: exact`, 'exact', 'v=1', '', 'deny'],
    ] as const),
  )('%s: a query parameter that matches %s %s: %s is %s', (_, how, wanted, query, outcome) => {
    const [name = '', value = ''] = wanted.split('=');
    const match = `[{match: [{queryParams: {${name}: {${how}: "${value}"}}}], route: [{destination: {host: api}}]}]`;
    expect(ask([SERVERS('SIMPLE'), ROUTE(match)], { path: `/${query}` }).outcome).toBe(outcome);
  });

  it.each(
    cited([
      [`${PAGES.routeNamespaces}: the own namespace by default`, '', 'b', '', 'deny'],
      [`${PAGES.routeNamespaces}: every namespace`, ', allowedRoutes: {namespaces: {from: All}}', 'b', '', 'allow'],
      [
        `${PAGES.routeNamespaces}: selected ones`,
        ', allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: b}}}}',
        'b',
        '',
        'allow',
      ],
      [
        `${PAGES.routeNamespaces}: others than the route`,
        ', allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: c}}}}',
        'b',
        '',
        'deny',
      ],
      [`${PAGES.grant}: its own, with a backend that nobody granted`, '', 'edge', ', namespace: b', 'deny'],
      [`${PAGES.grant}: its own, with a grant`, '', 'edge', ', namespace: b', 'allow'],
    ] as const),
  )('%s: what routes a listener takes', (what, allowed, space, backend, outcome) => {
    const api = 'gateway.networking.k8s.io/v1';
    const listeners = `[{name: h, port: 80, protocol: HTTP${allowed}}]`;
    const gateway = object(api, 'Gateway', 'k', 'edge', `{gatewayClassName: istio, listeners: ${listeners}}`);
    const rules = `[{backendRefs: [{name: api, port: 80${backend}}]}]`;
    const spec = `{parentRefs: [{name: k, namespace: edge}], hostnames: [shop.example.com], rules: ${rules}}`;
    const grant = `{from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge}], to: [{group: '', kind: Service}]}`;
    const grants = what.endsWith('a grant') ? [object(`${api}beta1`, 'ReferenceGrant', 'g', 'b', grant)] : [];
    const pod = GATEWAY_POD.replace('{istio: gw}', '{gateway.networking.k8s.io/gateway-name: k}');
    const set = [
      namespace('edge'),
      namespace('b'),
      pod,
      workload('api', 'b'),
      gateway,
      object(api, 'HTTPRoute', 'r', space, spec),
    ];
    const to = { kind: 'host', host: 'shop.example.com', port: 80 } as const;
    expect(accessTo(...set, ...grants).ask({ from: { kind: 'outside' }, to }).outcome).toBe(outcome);
  });

  it('routes of the Gateway API lead on', () => {
    const gateway = object(
      'gateway.networking.k8s.io/v1',
      'Gateway',
      'k',
      'edge',
      '{gatewayClassName: istio, listeners: [{name: h, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]}',
    );
    const pod = GATEWAY_POD.replace('name: gw', 'name: k-istio').replace(
      '{istio: gw}',
      '{gateway.networking.k8s.io/gateway-name: k}',
    );
    const route = object(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'r',
      'b',
      '{parentRefs: [{name: k, namespace: edge}], hostnames: [shop.example.com], rules: [{backendRefs: [{name: api, port: 80}]}]}',
    );
    const set = [namespace('edge'), namespace('b'), pod, workload('api', 'b'), gateway, route];
    const answer = accessTo(...set).ask({
      from: { kind: 'outside' },
      to: { kind: 'host', host: 'shop.example.com', port: 80 },
    });
    expect(answer.outcome).toBe('allow');
  });
});
