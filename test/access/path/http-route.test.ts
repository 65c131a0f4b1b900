import { object } from '../manifests.js';
import { cited, PAGES } from '../pages.js';
import { end, POD, type Row } from './route-ends.js';

const API = 'gateway.networking.k8s.io/v1';
const LISTENERS = (list: string): readonly string[] => [
  POD('{gateway.networking.k8s.io/gateway-name: k}'),
  object(API, 'Gateway', 'k', 'edge', `{gatewayClassName: istio, listeners: ${list}}`),
];
const ALL = 'allowedRoutes: {namespaces: {from: All}}';
const HTTP_ROUTE = (name: string, rules: string, more = '', parent = ''): string =>
  object(API, 'HTTPRoute', name, 'b', `{parentRefs: [{name: k, namespace: edge${parent}}]${more}, rules: ${rules}}`);
const back = (name: string, rest = '', space = ''): string =>
  `{${rest}backendRefs: [{name: ${name}, port: 80${space}}]}`;
const pathOf = (type: string, value: string): string => `matches: [{path: {type: ${type}, value: ${value}}}], `;
const GRANT = (from: string, only: string): string =>
  object(`${API}beta1`, 'ReferenceGrant', 'g', 'c', `{from: [${from}], to: [${only}]}`);
const FROM_B = '{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: b}';

// Each row cites the page it rests on.
const OF_THE_GATEWAY_API: readonly Row[] = [
  [
    `${PAGES.hostnames}: a hostname of the route inside of that of the listener`,
    [HTTP_ROUTE('r', `[${back('one')}]`, ', hostnames: [shop.example.com]')],
    '/',
    'b/one',
  ],
  [
    `${PAGES.hostnames}: one outside of it never matches`,
    [HTTP_ROUTE('r', `[${back('one')}]`, ', hostnames: [shop.other.com]')],
    '/',
    'none',
  ],
  [
    `${PAGES.hostnames}: a route without hostnames takes those of the listener`,
    [HTTP_ROUTE('r', `[${back('one')}]`)],
    '/',
    'b/one',
  ],
  [`${PAGES.parent}: a listener by name`, [HTTP_ROUTE('r', `[${back('one')}]`, '', ', sectionName: h')], '/', 'b/one'],
  [`${PAGES.parent}: another one by name`, [HTTP_ROUTE('r', `[${back('one')}]`, '', ', sectionName: x')], '/', 'none'],
  [`${PAGES.parent}: a listener by port`, [HTTP_ROUTE('r', `[${back('one')}]`, '', ', port: 80')], '/', 'b/one'],
  [`${PAGES.parent}: another one by port`, [HTTP_ROUTE('r', `[${back('one')}]`, '', ', port: 81')], '/', 'none'],
  [
    `${PAGES.hostnames}: an exact hostname before a wildcard`,
    [
      HTTP_ROUTE('a', `[${back('one')}]`, ", hostnames: ['*.example.com']"),
      HTTP_ROUTE('z', `[${back('two')}]`, ', hostnames: [shop.example.com]'),
    ],
    '/',
    'b/two',
  ],
  [
    `${PAGES.routeMatch}: an exact path before a longer prefix`,
    [HTTP_ROUTE('r', `[${back('one', pathOf('PathPrefix', '/shop'))}, ${back('two', pathOf('Exact', '/shop'))}]`)],
    '/shop',
    'b/two',
  ],
  [
    `${PAGES.routeMatch}: a prefix before an expression`,
    [
      HTTP_ROUTE(
        'r',
        `[${back('one', pathOf('RegularExpression', '/shop/.*'))}, ${back('two', pathOf('PathPrefix', '/s'))}, ${back('two', pathOf('PathPrefix', '/shop'))}]`,
      ),
    ],
    '/shop/a',
    'b/two',
  ],
  [
    `${PAGES.routeMatch}: a prefix ends at a slash`,
    [HTTP_ROUTE('r', `[${back('one', pathOf('PathPrefix', '/shop'))}]`)],
    '/shopping',
    'none',
  ],
  [
    `${PAGES.routeMatch}: more headers first`,
    [HTTP_ROUTE('r', `[${back('one')}, ${back('two', 'matches: [{headers: [{name: x, value: "1"}]}], ')}]`)],
    '/',
    'b/two',
    { headers: { x: '1' } },
  ],
  [
    `${PAGES.routeFilter}: a redirect reaches nobody`,
    [HTTP_ROUTE('r', '[{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]')],
    '/',
    'none',
  ],
  [
    `${PAGES.grant}: a backend elsewhere needs a grant`,
    [HTTP_ROUTE('r', `[${back('far', '', ', namespace: c')}]`)],
    '/',
    'none',
  ],
  [
    `${PAGES.grant}: a grant`,
    [HTTP_ROUTE('r', `[${back('far', '', ', namespace: c')}]`), GRANT(FROM_B, "{group: '', kind: Service}")],
    '/',
    'c/far',
  ],
  [
    `${PAGES.grant}: a grant for another name`,
    [HTTP_ROUTE('r', `[${back('far', '', ', namespace: c')}]`), GRANT(FROM_B, "{group: '', kind: Service, name: x}")],
    '/',
    'none',
  ],
  [
    `${PAGES.grant}: a grant to another namespace`,
    [
      HTTP_ROUTE('r', `[${back('far', '', ', namespace: c')}]`),
      GRANT(FROM_B.replace('namespace: b', 'namespace: d'), "{group: '', kind: Service}"),
    ],
    '/',
    'none',
  ],
  [
    `${PAGES.grant}: a grant to another kind`,
    [
      HTTP_ROUTE('r', `[${back('far', '', ', namespace: c')}]`),
      GRANT(FROM_B.replace('HTTPRoute', 'TCPRoute'), "{group: '', kind: Service}"),
    ],
    '/',
    'none',
  ],
  [
    `${PAGES.grant}: a grant of another group`,
    [
      HTTP_ROUTE('r', `[${back('far', '', ', namespace: c')}]`),
      GRANT(FROM_B.replace('gateway.networking.k8s.io', 'x'), "{group: '', kind: Service}"),
    ],
    '/',
    'none',
  ],
  [
    `${PAGES.routeMatch}: a backend of another kind is no Service`,
    [HTTP_ROUTE('r', '[{backendRefs: [{name: one, port: 80, kind: Bucket, group: x}]}]')],
    '/',
    'none',
  ],
];

describe('routes of the Gateway API', () => {
  it.each(cited(OF_THE_GATEWAY_API).map(([fact, ...row]) => [fact, row] as const))(
    '%s',
    (_, [set, path, reached, more]) => {
      const gateway = LISTENERS(`[{name: h, port: 80, protocol: HTTP, hostname: "*.example.com", ${ALL}}]`);
      expect(end([...gateway, ...set], { host: 'shop.example.com', path, ...more })).toBe(reached);
    },
  );
});
