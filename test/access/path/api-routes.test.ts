import { object } from '../manifests.js';
import { cited } from '../pages.js';
import { end, POD, type Row } from './route-ends.js';

const V1 = 'gateway.networking.k8s.io/v1';
const ALPHA = 'gateway.networking.k8s.io/v1alpha2';
const ALL = 'allowedRoutes: {namespaces: {from: All}';
const LISTENERS = (list: string): readonly string[] => [
  POD('{gateway.networking.k8s.io/gateway-name: k}'),
  object(V1, 'Gateway', 'k', 'edge', `{gatewayClassName: istio, listeners: ${list}}`),
];
const HTTP = LISTENERS(`[{name: h, port: 80, protocol: HTTP, ${ALL}}}]`);
const TLS = (mode: string): readonly string[] =>
  LISTENERS(`[{name: t, port: 443, protocol: TLS, tls: {mode: ${mode}}, ${ALL}}}]`);
const TCP = LISTENERS(`[{name: c, port: 9000, protocol: TCP, ${ALL}}}]`);
const route = (kind: string, name: string, rules: string, more = ''): string =>
  object(
    kind === 'GRPCRoute' || kind === 'HTTPRoute' ? V1 : ALPHA,
    kind,
    name,
    'b',
    `{parentRefs: [{name: k, namespace: edge}], ${more}rules: [${rules}]}`,
  );
const to = (name: string, match = '', rest = ''): string => `{${match}backendRefs: [{name: ${name}, port: 80${rest}}]}`;
const call = (match: string): string => `matches: [{method: {${match}}}], `;
const GRANT = (kind: string): string =>
  object(
    'gateway.networking.k8s.io/v1beta1',
    'ReferenceGrant',
    'g',
    'c',
    `{from: [{group: gateway.networking.k8s.io, kind: ${kind}, namespace: b}], to: [{group: '', kind: Service}]}`,
  );

const GRPC = 'https://gateway-api.sigs.k8s.io/api-types/grpcroute/';
const TLS_PAGE = 'https://gateway-api.sigs.k8s.io/guides/tls/';
const TCP_PAGE = 'https://gateway-api.sigs.k8s.io/guides/tcp/';
const SPEC = 'https://gateway-api.sigs.k8s.io/reference/spec/';
const ISTIO = 'https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/';

// Each row cites the page it rests on.
const ROWS: readonly Row[] = [
  [
    `${GRPC}: a service and a method`,
    [...HTTP, route('GRPCRoute', 'r', to('one', call('service: a.B, method: C')))],
    '/a.B/C',
    'b/one',
  ],
  [
    `${GRPC}: another method`,
    [...HTTP, route('GRPCRoute', 'r', to('one', call('service: a.B, method: C')))],
    '/a.B/D',
    'none',
  ],
  [
    `${GRPC}: every method of a service`,
    [...HTTP, route('GRPCRoute', 'r', to('one', call('service: a.B')))],
    '/a.B/D',
    'b/one',
  ],
  [
    `${GRPC}: the service alone is no call`,
    [...HTTP, route('GRPCRoute', 'r', to('one', call('service: a.B')))],
    '/a.B',
    'none',
  ],
  [
    `${GRPC}: a method of any service`,
    [...HTTP, route('GRPCRoute', 'r', to('one', call('method: C')))],
    '/x.Y/C',
    'b/one',
  ],
  [
    `${GRPC}: a dot of a service is no wildcard`,
    [...HTTP, route('GRPCRoute', 'r', to('one', call('method: C.D')))],
    '/x/CxD',
    'none',
  ],
  [
    `${GRPC}: an expression`,
    [...HTTP, route('GRPCRoute', 'r', to('one', call('type: RegularExpression, service: "a[.]B+"')))],
    '/a.BB/C',
    'b/one',
  ],
  [
    `${GRPC}: an exact match before a service, before everything`,
    [
      ...HTTP,
      route(
        'GRPCRoute',
        'r',
        `${to('far')}, ${to('one', call('service: a.B'))}, ${to('two', call('service: a.B, method: C'))}`,
      ),
    ],
    '/a.B/C',
    'b/two',
  ],
  [
    `${GRPC}: headers`,
    [...HTTP, route('GRPCRoute', 'r', to('one', 'matches: [{headers: [{name: X, value: "1"}]}], '))],
    '/a/B',
    'b/one',
    { headers: { x: '1' } },
  ],
  [
    `${GRPC}: without the header`,
    [...HTTP, route('GRPCRoute', 'r', to('one', 'matches: [{headers: [{name: X, value: "1"}]}], '))],
    '/a/B',
    'none',
  ],
  [
    `${SPEC}#allowedroutes: a listener for other kinds`,
    [
      ...LISTENERS(`[{name: h, port: 80, protocol: HTTP, ${ALL}, kinds: [{kind: HTTPRoute}]}}]`),
      route('GRPCRoute', 'r', to('one')),
    ],
    '/',
    'none',
  ],
  [
    `${SPEC}#referencegrant: a grant is for one kind`,
    [...HTTP, route('GRPCRoute', 'r', to('far', '', ', namespace: c')), GRANT('HTTPRoute')],
    '/',
    'none',
  ],
  [
    `${SPEC}#referencegrant: a grant`,
    [...HTTP, route('GRPCRoute', 'r', to('far', '', ', namespace: c')), GRANT('GRPCRoute')],
    '/',
    'c/far',
  ],
  [
    `${SPEC}#httproutespec: a host has the routes of its most specific hostname alone`,
    [
      ...HTTP,
      route('HTTPRoute', 'r', to('one', 'matches: [{path: {value: /a}}], '), 'hostnames: [shop.example.com], '),
      route('HTTPRoute', 's', to('two'), 'hostnames: ["*.example.com"], '),
    ],
    '/b',
    'none',
  ],
  [
    `${ISTIO}: VirtualServices do not bind to its Gateways`,
    [
      ...HTTP,
      object(
        'networking.istio.io/v1',
        'VirtualService',
        'v',
        'b',
        '{hosts: [shop.example.com], gateways: [edge/k], http: [{route: [{destination: {host: one}}]}]}',
      ),
    ],
    '/',
    'none',
  ],
  [
    `${TLS_PAGE}: a TLSRoute by server name`,
    [...TLS('Passthrough'), route('TLSRoute', 'r', to('one'), 'hostnames: [shop.example.com], ')],
    '/',
    'b/one',
  ],
  [
    `${TLS_PAGE}: another server name`,
    [...TLS('Passthrough'), route('TLSRoute', 'r', to('one'), 'hostnames: [other.example.com], ')],
    '/',
    'none',
  ],
  [
    `${TLS_PAGE}: the most specific server name`,
    [
      ...TLS('Passthrough'),
      route('TLSRoute', 'r', to('one'), 'hostnames: ["*.example.com"], '),
      route('TLSRoute', 's', to('two'), 'hostnames: [shop.example.com], '),
    ],
    '/',
    'b/two',
  ],
  [
    `${TLS_PAGE}: TLSRoutes bind where TLS ends too`,
    [...TLS('Terminate'), route('TLSRoute', 'r', to('one'), 'hostnames: [shop.example.com], ')],
    '/',
    'b/one',
  ],
  [
    `${TLS_PAGE}: a TCPRoute needs TLS that the listener takes off`,
    [...TLS('Passthrough'), route('TCPRoute', 'r', to('one'))],
    '/',
    'none',
  ],
  [
    `${TLS_PAGE}: a TCPRoute behind TLS that the listener takes off`,
    [...TLS('Terminate'), route('TCPRoute', 'r', to('one'))],
    '/',
    'b/one',
  ],
  [`${TCP_PAGE}: a TCPRoute takes every connection`, [...TCP, route('TCPRoute', 'r', to('one'))], '/', 'b/one'],
  [
    `${TCP_PAGE}: the oldest route of a listener`,
    [...TCP, route('TCPRoute', 'a', to('one')), route('TCPRoute', 'z', to('two'))],
    '/',
    'b/one',
  ],
  [`${TCP_PAGE}: no HTTPRoute`, [...TCP, route('HTTPRoute', 'r', to('one'))], '/', 'none'],
  [`${TCP_PAGE}: a weight of nought`, [...TCP, route('TCPRoute', 'r', to('one', '', ', weight: 0'))], '/', 'none'],
];

describe('GRPCRoute, TLSRoute and TCPRoute at a gateway', () => {
  it.each(cited(ROWS).map(([fact, ...row]) => [fact, row] as const))('%s', (_, [set, path, reached, more]) => {
    expect(end(set, { host: 'shop.example.com', path, ...more })).toBe(reached);
  });
});
