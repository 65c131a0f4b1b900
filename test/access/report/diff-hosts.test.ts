import { access, diffText, type AccessDiff } from '../../../lib/access/index.js';
import { meshConfig, namespace, object, policy, setOf, workload } from '../manifests.js';
import { API_EDGE, EDGE } from '../path/route-ends.js';
import { BASE, entry, HOST, HTTP, onlyTo, server, virtualService } from '../path/egress-set.js';

const SHUT = onlyTo('a', 'egress');
const CLOSED = [meshConfig('{}'), policy('none', 'a', '{}')];

function diff(before: readonly string[], after: readonly string[]): AccessDiff {
  return access(setOf(...before)).diff(access(setOf(...after)));
}

function first(before: readonly string[], after: readonly string[]): string {
  return diffText(diff(before, after)).split('\n')[0] ?? '';
}

const SERVED = [...EDGE, namespace('b'), workload('shop', 'b')];
const AT_EDGE = (host: string): string =>
  object(
    'networking.istio.io/v1',
    'VirtualService',
    host.split('.')[0] ?? '',
    'b',
    `{hosts: [${host}], gateways: [edge/gw], http: [{route: [{destination: {host: shop}}]}]}`,
  );
const API_ROUTE = (host: string): readonly string[] => [
  ...API_EDGE,
  object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    'tea',
    'b',
    `{parentRefs: [{name: api, namespace: edge}], hostnames: [${host}], rules: [{backendRefs: [{name: shop, port: 80}]}]}`,
  ),
];

describe('a new host of a route', () => {
  const noise = policy('none', 'b', '{action: DENY, rules: [{to: [{operation: {ports: ["9999"]}}]}]}');

  it('stands first where a gateway serves it to clients outside, with the route that opens it', () => {
    const shop = [...SERVED, ...CLOSED, AT_EDGE('shop.example.com')];
    expect(first(shop, [...shop, noise, AT_EDGE('tea.example.com')])).toBe(
      'Newly allowed from outside: outside to b/shop, port 80, requests with host tea.example.com. Now: a route takes tea.example.com/ (VirtualService b/tea rule 0, test.yaml:36). Before: no route of edge/gw takes tea.example.com/ (Gateway edge/gw rule 0, test.yaml:8).',
    );
    const set = [...SERVED, ...CLOSED];
    expect(first([...set, ...API_ROUTE('shop.example.com')], [...set, noise, ...API_ROUTE('tea.example.com')])).toMatch(
      /^Newly allowed from outside: outside to b\/shop, port 80, requests with host tea\.example\.com\. Now: a route takes .*HTTPRoute b\/tea/,
    );
  });

  it('stands first where it leads a workload out through an egress gateway', () => {
    const set = [...BASE, ...CLOSED, SHUT, entry(), server(80, 'HTTP')];
    const found = diff(set, [...set, noise, virtualService(HTTP())]);
    expect(found.changes[0]).toMatchObject({ kind: 'opened', between: 'outside', from: 'a/ui', to: HOST, port: 80 });
    expect(diffText(found).split('\n')[0]).toMatch(
      /^Newly allowed to the outside: a\/ui to api\.example\.com, port 80, any request\. Now: .*VirtualService a\/through rule \d.* Before: no NetworkPolicy opens the way out to api\.example\.com/,
    );
    expect(diff([...set, virtualService(HTTP())], set).changes).toMatchObject([{ kind: 'closed', to: HOST }]);
  });

  it('stands first where no object declares the host', () => {
    const set = [...BASE, ...CLOSED, SHUT, entry('other.example.com'), server(80, 'HTTP')];
    const routes = HTTP('', 'other.example.com');
    expect(first(set, [...set, virtualService(routes)])).toMatch(
      /^Newly allowed to the outside: a\/ui to api\.example\.com, port 80, any request\. Now: .*VirtualService a\/through/,
    );
  });

  it('tells requests apart that the gateway tells apart', () => {
    const set = [...BASE, ...CLOSED, SHUT, entry(), server(80, 'HTTP'), virtualService(HTTP())];
    const only = policy('only', 'egress', '{rules: [{to: [{operation: {paths: [/v1/*]}}]}]}');
    const { changes } = diff([...set, only], set);
    expect(changes[0]).toMatchObject({ kind: 'widened', between: 'outside', to: HOST });
    expect(changes[0]?.request).toMatch(/^path \/(?!v1\/)/);
    expect(diff([...set, only], [...set, only]).changes).toEqual([]);
  });
});

describe('a mirrored copy', () => {
  it('that a route newly sends to another workload stands first', () => {
    const set = [...SERVED, ...CLOSED, workload('copy', 'b')];
    const mirrored = AT_EDGE('shop.example.com').replace('[{route:', '[{mirror: {host: copy}, route:');
    expect(first([...set, AT_EDGE('shop.example.com')], [...set, mirrored])).toMatch(
      /^Newly allowed from outside: outside to b\/copy, port 80, requests with host shop\.example\.com\. Now: a mirrored copy of the request goes to copy\.b\.svc\.cluster\.local \(VirtualService b\/shop rule 0/,
    );
  });
});

describe('a matrix', () => {
  it('names the hosts outside of the mesh that workloads get to, and what it takes', () => {
    const only = policy('only', 'egress', '{rules: [{to: [{operation: {paths: [/v1/*]}}]}]}');
    const set = [...BASE, ...CLOSED, SHUT, entry(), server(80, 'HTTP'), virtualService(HTTP()), only];
    const { rows } = access(setOf(...set)).matrix();
    const [row, ...more] = rows.filter(({ to }) => to.includes(HOST));
    expect(row).toMatchObject({ tenant: 'a', from: ['a/ui'], ports: [80], across: false });
    expect(row?.needs).toMatch(/^path \/v1\//);
    expect(more).toEqual([]);
  });
});
