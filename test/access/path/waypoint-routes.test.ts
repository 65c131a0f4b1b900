import type { AccessRequest } from '../../../lib/access/index.js';
import { accessTo, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';
import { ALLOW, AMBIENT, BASE, DENY, PODS_OF_UI, PODS_OF_WP, SERVICE, TO, UI } from './waypoint-set.js';

const FAR = [namespace('c', `{${AMBIENT}}`), workload('far', 'c')];
const ALL = [...BASE, workload('two', 'b'), ...FAR];
/** The same with a Service whose port is no HTTP. */
const TCP = (name: string): readonly string[] =>
  ALL.map((each) => (each === workload('api', 'b') ? workload('api', 'b', { protocol: name }) : each));

const VERSIONS: Readonly<Record<string, string>> = {
  HTTPRoute: 'v1',
  GRPCRoute: 'v1',
  TLSRoute: 'v1alpha3',
  TCPRoute: 'v1alpha2',
};
const route = (kind: string, rules: string, more = '', space = 'b', parent = 'name: api, namespace: b'): string =>
  object(
    `gateway.networking.k8s.io/${VERSIONS[kind] ?? ''}`,
    kind,
    'r',
    space,
    `{parentRefs: [{group: '', kind: Service, ${parent}}], ${more}rules: [${rules}]}`,
  );
const to = (name: string, rest = '', more = ''): string => `{${more}backendRefs: [{name: ${name}, port: 80${rest}}]}`;
const method = (service: string): string => `matches: [{method: {service: ${service}}}], `;
const ONLY_WP = policy('wp-alone', 'b', `{selector: {matchLabels: {app: two}}, rules: [${PODS_OF_WP}]}`);

type Row = readonly [fact: string, set: readonly string[], end: string, request?: AccessRequest];

// Each row cites the page it rests on.
const ROWS: readonly Row[] = [
  [
    `${PAGES.seventh}: a GRPCRoute of the Service is followed`,
    [...ALL, route('GRPCRoute', to('two', '', method('a.B')))],
    'b/two',
    { path: '/a.B/C', method: 'POST' },
  ],
  [
    `${PAGES.routeMatch}: a call of gRPC that no rule takes ends there`,
    [...ALL, route('GRPCRoute', to('two', '', method('a.B')))],
    'none',
    { path: '/a.C/C', method: 'POST' },
  ],
  [`${PAGES.seventh}: what is behind sees the waypoint`, [...ALL, ONLY_WP, route('GRPCRoute', to('two'))], 'b/two'],
  [
    `${PAGES.seventh}: policies for the Service judge before its route leads on`,
    [...ALL, ALLOW(TO('Service', 'api'), PODS_OF_UI), route('GRPCRoute', to('two'))],
    'b/two',
  ],
  [
    `${PAGES.seventh}: and refuse whoever they do not name`,
    [...ALL, ALLOW(TO('Service', 'api'), '{from: [{source: {namespaces: [x]}}]}'), route('GRPCRoute', to('two'))],
    'none',
  ],
  [
    `${PAGES.meshRoutes}: the waypoint follows no route of the caller's namespace`,
    [...ALL, route('GRPCRoute', to('two', ', namespace: b'), '', 'a')],
    'b/api',
  ],
  [
    `${PAGES.seventh}: a route may lead to another namespace`,
    [...ALL, route('GRPCRoute', to('far', ', namespace: c'))],
    'c/far',
  ],
  [`${PAGES.seventh}: a TCPRoute is followed`, [...TCP('tcp'), route('TCPRoute', to('two'))], 'b/two'],
  [`${PAGES.seventh}: a TCPRoute means nothing on a port of HTTP`, [...ALL, route('TCPRoute', to('two'))], 'b/api'],
  [`${PAGES.seventh}: an HTTPRoute means nothing on another`, [...TCP('tcp'), route('HTTPRoute', to('two'))], 'b/api'],
  [
    `${PAGES.parent}: a TCPRoute for another port`,
    [...TCP('tcp'), route('TCPRoute', to('two'), '', 'b', 'name: api, namespace: b, port: 81')],
    'b/api',
  ],
  [
    `${PAGES.seventh}: a TLSRoute is followed by server name`,
    [...TCP('tls'), route('TLSRoute', to('two'), 'hostnames: [api.example.com], ')],
    'b/two',
    { sni: 'api.example.com' },
  ],
  [
    `${PAGES.tlsRouteNames}: by a pattern of names too`,
    [...TCP('tls'), route('TLSRoute', to('two'), "hostnames: ['*.example.com'], ")],
    'b/two',
    { sni: 'api.example.com' },
  ],
  [
    `${PAGES.tlsRouteNames}: another server name goes to the Service itself`,
    [...TCP('tls'), route('TLSRoute', to('two'), 'hostnames: [api.example.com], ')],
    'b/api',
    { sni: 'x.example.com' },
  ],
  [
    `${PAGES.seventh}: rules on requests mean nothing to a connection`,
    [...TCP('tcp'), ALLOW(TO('Service', 'api'), '{to: [{operation: {paths: [/x]}}]}'), route('TCPRoute', to('two'))],
    'none',
    { path: '/x' },
  ],
];

describe('routes at a waypoint', () => {
  it.each(cited(ROWS).map(([fact, ...row]) => [fact, row] as const))('%s', (_, [set, end, request = {}]) => {
    const { outcome, trail } = accessTo(...set).ask({ from: UI, to: SERVICE, request });
    const led = trail.map(({ text }) => / is port 8080 of (.*)$/.exec(text)?.[1]).filter((each) => each !== undefined);
    expect(outcome === 'deny' ? 'none' : led.at(-1)).toBe(end);
    expect(trail.some(({ kind }) => kind === 'waypoint')).toBe(true);
  });

  it('are followed by proofs: what a TCPRoute leads to is reached under the name of the waypoint', () => {
    const two = { kind: 'workload', namespace: 'b', name: 'two' } as const;
    const from = { kind: 'workload', namespace: 'a', name: 'ui' } as const;
    const can = (...set: readonly string[]) =>
      accessTo(...TCP('tcp'), ONLY_WP, DENY(TO('Service', 'two')), ...set).canAny(from, two);
    expect(can().kind).toBe('none');
    const found = can(route('TCPRoute', to('two')));
    expect(found.kind === 'reached' ? found.witness.principal : found.kind).toBe('spiffe://cluster.local/ns/b/sa/wp');
  });
});
