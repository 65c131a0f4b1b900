import { accessTo, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';
import { end, POD, type Row } from './route-ends.js';

const ISTIO = 'networking.istio.io/v1';
const SERVER = (hosts: string): string =>
  object(
    ISTIO,
    'Gateway',
    'gw',
    'edge',
    `{selector: {istio: gw}, servers: [{port: {number: 80, name: h, protocol: HTTP}, hosts: ${hosts}}]}`,
  );
const VIRTUAL = (name: string, hosts: string, http: string, space = 'b', more = ''): string =>
  object(ISTIO, 'VirtualService', name, space, `{hosts: ${hosts}, gateways: [edge/gw], http: ${http}${more}}`);
const SHOP = '[shop.example.com]';
const to = (name: string, rest = ''): string => `{${rest}route: [{destination: {host: ${name}}}]}`;
const on = (prefix: string, name: string, rest = ''): string =>
  to(name, `match: [{uri: {prefix: ${prefix}}}], ${rest}`);
const DELEGATES = (match: string, part: string): readonly string[] => [
  VIRTUAL('root', SHOP, `[{match: [${match}], delegate: {name: part, namespace: b}}]`),
  object(ISTIO, 'VirtualService', 'part', 'b', part),
];

// Each row cites the page it rests on.
const AT_A_GATEWAY: readonly Row[] = [
  [
    `${PAGES.merged}: several objects of one host are merged`,
    [VIRTUAL('a', SHOP, `[${on('/one', 'one')}]`), VIRTUAL('z', SHOP, `[${on('/two', 'two')}]`)],
    '/two',
    'b/two',
  ],
  [
    `${PAGES.merged}: the first by name decides where ages are equal`,
    [VIRTUAL('a', SHOP, `[${on('/', 'one')}]`), VIRTUAL('z', SHOP, `[${on('/', 'two')}]`)],
    '/x',
    'b/one',
  ],
  [
    `${PAGES.merged}: a route for everything comes last`,
    [VIRTUAL('a', SHOP, `[${to('one')}]`), VIRTUAL('z', SHOP, `[${on('/two', 'two')}]`)],
    '/two',
    'b/two',
  ],
  [
    `${PAGES.merged}: a more specific host is another one, and is not merged`,
    [VIRTUAL('a', "['*.example.com']", `[${on('/one', 'one')}]`), VIRTUAL('z', SHOP, `[${on('/two', 'two')}]`)],
    '/one',
    'none',
  ],
  [
    `${PAGES.virtualService}: one that is not exported to the gateway does not count`,
    [VIRTUAL('a', SHOP, `[${to('one')}]`, 'b', ", exportTo: ['.']")],
    '/',
    'none',
  ],
  [
    `${PAGES.virtualService}: one that is exported there does`,
    [VIRTUAL('a', SHOP, `[${to('one')}]`, 'b', ', exportTo: [edge]')],
    '/',
    'b/one',
  ],
  [
    `${PAGES.httpMatch}: labels of callers mean nothing at a gateway`,
    [VIRTUAL('a', SHOP, `[${to('one', 'match: [{sourceLabels: {app: x}}], ')}]`)],
    '/',
    'none',
  ],
  [
    `${PAGES.httpMatch}: a match by scheme`,
    [VIRTUAL('a', SHOP, `[${to('one', 'match: [{scheme: {exact: https}}], ')}, ${to('two')}]`)],
    '/',
    'b/two',
  ],
  [
    `${PAGES.httpMatch}: a match by a header that must not be there`,
    [VIRTUAL('a', SHOP, `[${to('one', 'match: [{withoutHeaders: {x: {}}}], ')}]`)],
    '/',
    'none',
    { headers: { x: 'y' } },
  ],
  [
    `${PAGES.httpRoute}: a redirect reaches nobody`,
    [VIRTUAL('a', SHOP, '[{redirect: {authority: other.example.com}}]')],
    '/',
    'none',
  ],
  [
    `${PAGES.httpRoute}: a direct answer reaches nobody`,
    [VIRTUAL('a', SHOP, '[{directResponse: {status: 200}}]')],
    '/',
    'none',
  ],
  [
    `${PAGES.delegate}: a delegate under the prefix of its root`,
    DELEGATES('{uri: {prefix: /api}}', `{http: [${on('/api/one', 'one')}]}`),
    '/api/one',
    'b/one',
  ],
  [
    `${PAGES.delegate}: one outside of it is left out`,
    DELEGATES('{uri: {prefix: /api}}', `{http: [${on('/', 'one')}]}`),
    '/api/one',
    'none',
  ],
  [
    `${PAGES.delegate}: one by an expression is left out`,
    DELEGATES(
      '{uri: {prefix: /api}}',
      '{http: [{match: [{uri: {regex: "/api/.*"}}], route: [{destination: {host: one}}]}]}',
    ),
    '/api/one',
    'none',
  ],
  [
    `${PAGES.delegate}: one without a match takes that of its root`,
    DELEGATES('{uri: {prefix: /api}}', `{http: [${to('one')}]}`),
    '/api/x',
    'b/one',
  ],
  [`${PAGES.delegate}: and nothing else`, DELEGATES('{uri: {prefix: /api}}', `{http: [${to('one')}]}`), '/x', 'none'],
  [
    `${PAGES.delegate}: methods of root and delegate that differ`,
    DELEGATES('{method: {exact: GET}}', `{http: [${to('one', 'match: [{method: {exact: PUT}}], ')}]}`),
    '/',
    'none',
    { method: 'PUT' },
  ],
  [
    `${PAGES.delegate}: a delegate with hosts of its own is none`,
    DELEGATES('{uri: {prefix: /}}', `{hosts: [x.example.com], http: [${to('one')}]}`),
    '/',
    'none',
  ],
  [
    `${PAGES.delegate}: one that is not exported to the root is none`,
    DELEGATES('{uri: {prefix: /}}', `{exportTo: [c], http: [${to('one')}]}`),
    '/',
    'none',
  ],
  [
    `${PAGES.delegate}: a match behind a delegate goes on where its delegate takes nothing`,
    [
      VIRTUAL('root', SHOP, `[{match: [{uri: {prefix: /api}}], delegate: {name: part}}, ${to('two')}]`),
      object(ISTIO, 'VirtualService', 'part', 'b', `{http: [${on('/api/one', 'one')}]}`),
    ],
    '/api/two',
    'b/two',
  ],
];

describe('routes at a gateway', () => {
  it.each(cited(AT_A_GATEWAY).map(([fact, ...row]) => [fact, row] as const))('%s', (_, [set, path, reached, more]) => {
    const gateway = [POD('{istio: gw}'), SERVER("['*/*.example.com']")];
    expect(end([...gateway, ...set], { host: 'shop.example.com', path, ...more })).toBe(reached);
  });

  it('rewrites a prefix, a whole path and what an expression finds, before the callee judges', () => {
    const seen = (rewrite: string, match: string, path: string, wanted: string): string => {
      const route = VIRTUAL('a', SHOP, `[${to('one', `match: [${match}], rewrite: ${rewrite}, `)}]`);
      const only = policy('p', 'b', `{rules: [{to: [{operation: {paths: [${wanted}]}}]}]}`);
      const gateway = [POD('{istio: gw}'), SERVER("['*/*.example.com']")];
      return end([...gateway, route, only], { host: 'shop.example.com', path });
    };
    expect([
      seen('{uri: /in}', '{uri: {prefix: /shop}}', '/shop/a', '/in/a'),
      seen('{uri: /in}', '{uri: {exact: /shop}}', '/shop', '/in'),
      seen('{uriRegexRewrite: {match: "^/v[0-9]+/(.*)$", rewrite: "/\\\\1"}}', '{uri: {prefix: /v}}', '/v1/a', '/a'),
    ]).toEqual(['b/one', 'b/one', 'b/one']);
  });

  it('changes headers on the way, on all of it and on one way alone', () => {
    const only = policy('p', 'b', '{rules: [{when: [{key: "request.headers[x-user]", values: [me]}]}]}');
    const ask = (route: string, headers: Readonly<Record<string, string>> = {}): string =>
      end([POD('{istio: gw}'), SERVER("['*/*.example.com']"), only, VIRTUAL('a', SHOP, `[${route}]`)], {
        host: 'shop.example.com',
        headers,
      });
    const way = '{headers: {request: {set: {x-user: me}}}, destination: {host: one}}';
    expect([
      ask(to('one', 'headers: {request: {set: {X-User: me}}}, ')),
      ask(`{route: [${way}]}`),
      ask(to('one', 'headers: {request: {remove: [x-user]}}, '), { 'x-user': 'me' }),
      ask(to('one'), { 'x-user': 'me' }),
    ]).toEqual(['b/one', 'b/one', 'none', 'b/one']);
  });
});

describe('routes in the mesh', () => {
  const MESH = (name: string, http: string): string =>
    object(ISTIO, 'VirtualService', name, 'b', `{hosts: [one], http: ${http}}`);
  const reached = (set: readonly string[], path: string, name = 'one'): string =>
    accessTo(namespace('b'), ...['one', 'two', 'ui'].map((each) => workload(each, 'b')), ...set)
      .ask({
        from: { kind: 'workload', namespace: 'b', name: 'ui' },
        to: { kind: 'service', namespace: 'b', name },
        request: { path },
      })
      .trail.find(({ text }) => text.includes('is port 8080 of'))
      ?.text.replace(/.* of /, '') ?? 'none';

  it('a sidecar follows the first object of a host alone', () => {
    const set = [MESH('a', `[${on('/one', 'one')}]`), MESH('z', `[${on('/two', 'two')}]`)];
    expect([reached(set, '/one'), reached(set, '/two')]).toEqual(['b/one', 'none']);
    expect(reached([MESH('a', `[${on('/one', 'two')}]`), MESH('z', `[${to('two')}]`)], '/one')).toBe('b/two');
  });

  it('an HTTPRoute for a Service leads calls to it', () => {
    const route = (parent: string): string =>
      object(
        'gateway.networking.k8s.io/v1',
        'HTTPRoute',
        'r',
        'b',
        `{parentRefs: [{group: '', kind: Service, name: one${parent}}], rules: [{backendRefs: [{name: two, port: 80}]}]}`,
      );
    expect([
      reached([route('')], '/'),
      reached([route(', port: 80')], '/'),
      reached([route(', port: 81')], '/'),
    ]).toEqual(['b/two', 'b/two', 'b/one']);
  });

  it('matches the pods that call', () => {
    const match = (labels: string): string =>
      MESH('a', `[${to('two', `match: [{sourceLabels: ${labels}}], `)}, ${to('one')}]`);
    expect([reached([match('{app: ui}')], '/'), reached([match('{app: x}')], '/')]).toEqual(['b/two', 'b/one']);
  });
});
