import type { OutsideClients } from '../../../lib/access/index.js';
import { accessTo, namespace, object, policy, workload } from '../manifests.js';
import { cited, PAGES } from '../pages.js';

const ISTIO = 'networking.istio.io/v1';
const POD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: edge}
spec: {template: {metadata: {labels: {istio: gw}, annotations: {inject.istio.io/templates: gateway}}, spec: {serviceAccountName: gw}}}`;
const GATEWAY = (mode: string): string =>
  object(
    ISTIO,
    'Gateway',
    'gw',
    'edge',
    `{selector: {istio: gw}, servers: [{port: {number: 443, name: s, protocol: HTTPS}, tls: {mode: ${mode}}, hosts: ['*/shop.example.com']}]}`,
  );
const ROUTE = (rest = ''): string =>
  object(
    ISTIO,
    'VirtualService',
    'shop',
    'b',
    `{hosts: [shop.example.com], gateways: [edge/gw], http: [{${rest}route: [{destination: {host: api}}]}]}`,
  );
const AT_GATEWAY = (source: string): string => policy('p', 'edge', `{rules: [{from: [{source: ${source}}]}]}`);

function canAny(mode: string, clients: OutsideClients, ...extra: readonly string[]) {
  const set = [namespace('edge'), namespace('b'), POD, workload('api', 'b'), GATEWAY(mode), ...extra];
  const to = { kind: 'workload', namespace: 'b', name: 'api' } as const;
  return accessTo(...set).canAny({ kind: 'outside', ...clients }, to);
}

describe('what any client outside reaches', () => {
  it('names gateway, host and request of a witness', () => {
    const found = canAny('SIMPLE', {}, ROUTE('match: [{uri: {prefix: /shop}}], '));
    const witness = found.kind === 'reached' ? found.witness : undefined;
    expect([witness?.from, witness?.gateway, witness?.host, witness?.to]).toEqual([
      'outside',
      'edge/gw',
      'shop.example.com',
      'b/api',
    ]);
    expect(witness?.request.path?.startsWith('/shop')).toBe(true);
  });

  it('is nothing without a route, over classes that were counted', () => {
    const found = canAny('SIMPLE', {});
    expect([found.kind, found.classes > 0]).toEqual(['none', true]);
  });

  it('tells certificates apart where a server asks for one', () => {
    const only = AT_GATEWAY('{principals: [td/ns/x/sa/y]}');
    const found = canAny('MUTUAL', {}, ROUTE(), only);
    expect(found.kind === 'reached' ? found.witness.principal : found.kind).toBe('spiffe://td/ns/x/sa/y');
    expect(canAny('MUTUAL', { certificate: 'td/ns/x/sa/z' }, ROUTE(), only).kind).toBe('none');
    expect(canAny('SIMPLE', {}, ROUTE(), only).kind).toBe('none');
    expect(canAny('MUTUAL', {}, ROUTE(), AT_GATEWAY('{namespaces: [x]}')).kind).toBe('reached');
    expect(canAny('MUTUAL', {}, ROUTE(), AT_GATEWAY('{serviceAccounts: [y]}')).kind).toBe('reached');
  });

  it('tells addresses apart, on the wire and behind proxies at once', () => {
    const both = AT_GATEWAY('{ipBlocks: [10.0.0.0/8], remoteIpBlocks: [10.1.0.0/16]}');
    expect(canAny('SIMPLE', {}, ROUTE(), both).kind).toBe('reached');
    expect(canAny('SIMPLE', { ip: '10.1.2.3' }, ROUTE(), both).kind).toBe('reached');
    expect(canAny('SIMPLE', { ip: '10.2.2.3' }, ROUTE(), both).kind).toBe('none');
    const apart = AT_GATEWAY('{ipBlocks: [10.0.0.0/8], remoteIpBlocks: [11.1.0.0/16]}');
    expect(canAny('SIMPLE', {}, ROUTE(), apart).kind).toBe('none');
  });

  it('finds paths that a rewrite turns into those of the callee', () => {
    const rewrite = ROUTE('match: [{uri: {prefix: /shop}}], rewrite: {uri: /in}, ');
    const only = (path: string): string => policy('q', 'b', `{rules: [{to: [{operation: {paths: [${path}]}}]}]}`);
    const found = canAny('SIMPLE', {}, rewrite, only('/in/deep/place'));
    expect(found.kind === 'reached' ? found.witness.request.path : found.kind).toBe('/shop/deep/place');
    expect(canAny('SIMPLE', {}, rewrite, only('/other')).kind).toBe('none');
  });

  it.each(
    cited([
      [`${PAGES.httpMatch}: a path`, 'uri: {regex: "/v[0-9]+/.*"}', /^\/v\d+\//, 'path'],
      [`${PAGES.httpMatch}: a path in any case`, 'uri: {prefix: /Shop}, ignoreUriCase: true', /^\/shop/i, 'path'],
      [`${PAGES.httpMatch}: a method`, 'method: {regex: "PUT|PATCH"}', /^(PUT|PATCH)$/, 'method'],
    ] as const),
  )('%s: is found where an expression of a route takes it', (_, match, wanted, field) => {
    const found = canAny('SIMPLE', {}, ROUTE(`match: [{${match}}], `));
    expect(found.kind === 'reached' ? found.witness.request[field] : found.kind).toMatch(wanted);
  });

  it('finds headers and parameters of the query that a route takes', () => {
    const header = canAny('SIMPLE', {}, ROUTE('match: [{headers: {x-user: {regex: "^[^@]+@example[.]com$"}}}], '));
    expect(header.kind === 'reached' ? header.witness.request.headers?.get('x-user') : '').toMatch(
      /^[^@]+@example\.com$/,
    );
    const query = canAny('SIMPLE', {}, ROUTE('match: [{queryParams: {v: {exact: "2"}, w: {regex: "a+"}}}], '));
    const parameters = query.kind === 'reached' ? query.witness.request.parameters : undefined;
    expect([parameters?.get('v'), parameters?.get('w')]).toEqual(['2', 'a']);
  });

  it('knows that expressions and policies leave nothing over', () => {
    const deny = policy('q', 'b', '{action: DENY, rules: [{to: [{operation: {paths: ["/v*"]}}]}]}');
    expect(canAny('SIMPLE', {}, ROUTE('match: [{uri: {regex: "/v[0-9]+"}}], '), deny).kind).toBe('none');
    expect(canAny('SIMPLE', {}, ROUTE('match: [{uri: {regex: "/[vw][0-9]+"}}], '), deny).kind).toBe('reached');
  });

  it('gives up over an expression that it cannot read, and names it', () => {
    const found = canAny('SIMPLE', {}, ROUTE(String.raw`match: [{uri: {regex: '/a\b.*'}}], `));
    expect(found.kind === 'unknown' ? found.why : found.kind).toEqual([
      String.raw`outside -> shop.example.com:443: a route matches by the regular expression "/a\b.*", which classes are not made for`,
    ]);
  });

  it('gives up over a rewrite by an expression where a policy behind it compares paths', () => {
    const rewrite = ROUTE('rewrite: {uriRegexRewrite: {match: "^/a", rewrite: "/b"}}, ');
    expect(canAny('SIMPLE', {}, rewrite).kind).toBe('reached');
    const found = canAny('SIMPLE', {}, rewrite, policy('q', 'b', '{rules: [{to: [{operation: {paths: [/in]}}]}]}'));
    expect(found.kind === 'unknown' ? found.why : found.kind).toEqual([
      'outside -> shop.example.com:443: a route rewrites paths by the regular expression "^/a"',
    ]);
  });

  it('reaches the gateway itself, and refuses one that is not there', () => {
    const set = [namespace('edge'), POD, GATEWAY('SIMPLE')];
    const gateway = { kind: 'namespace', namespace: 'edge' } as const;
    expect(accessTo(...set).canAny({ kind: 'outside' }, gateway).kind).toBe('reached');
    expect(() => accessTo(...set).canAny({ kind: 'outside', gateway: 'edge/gx' }, gateway)).toThrow(
      'the set has no gateway edge/gx. Did you mean edge/gw?',
    );
  });
});
