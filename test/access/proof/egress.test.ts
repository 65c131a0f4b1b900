import { IsolationProver, type SetAnswer, type SetOptions } from '../../../lib/access/index.js';
import { accessTo, namespace, object, policy, workload } from '../manifests.js';
import { EDGE } from '../path/route-ends.js';
import { BASE, entry, HOST, HTTP, onlyTo, server, subset, virtualService } from '../path/egress-set.js';

const SHUT = onlyTo('a', 'egress');
const THROUGH = [SHUT, entry(), server(80, 'HTTP'), virtualService(HTTP())];
const OTHER = entry('other.example.com').replace('name: api', 'name: other');
const from = { kind: 'tenant', tenant: 'a' } as const;

function canLeave(set: readonly string[], host?: string, options: SetOptions = {}): SetAnswer {
  const to = host === undefined ? ({ kind: 'outside' } as const) : ({ kind: 'host', host } as const);
  return accessTo(...BASE, ...set).canAny(from, to, options);
}

function through(answer: SetAnswer): string {
  return answer.kind === 'reached'
    ? `${answer.witness.gateway ?? 'straight'} to ${answer.witness.to}:${String(answer.witness.port)}`
    : answer.kind;
}

describe('what a tenant reaches outside of the mesh', () => {
  it('is nothing where its way out is closed and the gateway leads nowhere', () => {
    expect(canLeave([SHUT, entry()])).toMatchObject({ kind: 'none' });
    expect(canLeave([SHUT, entry(), server(80, 'HTTP')], HOST).kind).toBe('none');
    expect(canLeave([onlyTo('a', 'b'), ...THROUGH.slice(1)]).kind).toBe('none');
  });

  it('is what the gateway leads to, and nothing else', () => {
    expect(through(canLeave(THROUGH))).toBe(`egress/out to ${HOST}:80`);
    expect(through(canLeave(THROUGH, HOST))).toBe(`egress/out to ${HOST}:80`);
    expect(canLeave([...THROUGH, OTHER], 'other.example.com').kind).toBe('none');
  });

  it('is what its own NetworkPolicies open, past its proxy', () => {
    expect(through(canLeave([entry()], HOST))).toBe(`straight to ${HOST}:80`);
    expect(through(canLeave([]))).toBe('straight to any address:80');
    const block = (cidr: string): string =>
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        'out',
        'a',
        `{podSelector: {}, egress: [{to: [{ipBlock: {cidr: ${cidr}}}]}]}`,
      );
    expect(through(canLeave([block('192.0.2.0/24')], '192.0.2.7'))).toBe('straight to 192.0.2.7:80');
    expect(canLeave([block('192.0.2.0/24')], '198.51.100.7').kind).toBe('none');
    expect(canLeave([block('169.254.169.254/32')]).kind).toBe('none');
  });

  it('is not led by the routes of its own proxy', () => {
    const toB = HTTP().replace('host: out.egress.svc.cluster.local', 'host: api.b.svc.cluster.local');
    const set = [SHUT, entry(), server(80, 'HTTP'), virtualService(toB), namespace('b'), workload('api', 'b')];
    expect(through(canLeave(set, HOST))).toBe(`egress/out to ${HOST}:80`);
    expect(canLeave(set, HOST, { behaviour: 'honest' }).kind).toBe('none');
    expect(through(canLeave(THROUGH, HOST, { behaviour: 'honest' }))).toBe(`egress/out to ${HOST}:80`);
  });

  it('is judged by the policies of the gateway, by identity, host and path', () => {
    const mutual = [
      SHUT,
      entry(),
      server(80, 'HTTPS', 'ISTIO_MUTUAL'),
      virtualService(HTTP(', subset: api')),
      subset('ISTIO_MUTUAL'),
    ];
    const allow = (source: string, operation = `{hosts: [${HOST}]}`): string =>
      policy('p', 'egress', `{rules: [{from: [{source: ${source}}], to: [{operation: ${operation}}]}]}`);
    expect(through(canLeave([...mutual, allow('{namespaces: [a]}')]))).toBe(`egress/out to ${HOST}:80`);
    expect(canLeave([...mutual, allow('{namespaces: [b]}')]).kind).toBe('none');
    expect(canLeave([...mutual, allow('{namespaces: [a]}', '{hosts: [other.example.com]}')]).kind).toBe('none');
    const found = canLeave([...mutual, allow('{namespaces: [a]}', '{paths: [/v1/*]}')]);
    expect(found.kind === 'reached' ? found.witness.request.path : found.kind).toMatch(/^\/v1\//);
  });

  it('goes past a DENY rule on a host that leaves out the port', () => {
    const deny = (hosts: string): string =>
      policy('p', 'egress', `{action: DENY, rules: [{to: [{operation: {hosts: ${hosts}}}]}]}`);
    const found = canLeave([...THROUGH, deny(`[${HOST}]`)]);
    expect(found.kind === 'reached' ? found.witness.host : found.kind).toBe(`${HOST}:8080`);
    expect(canLeave([...THROUGH, deny(`['${HOST}', '${HOST}:*']`)]).kind).toBe('none');
  });

  it('is open where the gateway leads on to a gateway, and an authorizer may be asked', () => {
    const set = [...THROUGH, policy('p', 'egress', '{action: CUSTOM, provider: {name: x}, rules: [{}]}')];
    const mesh = `{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: 'extensionProviders: [{name: x, envoyExtAuthzHttp: {service: s, port: 1}}]'}}`;
    expect(canLeave([...set, mesh])).toMatchObject({ kind: 'reached', witness: { outcome: 'depends' } });
    expect(canLeave([...set, mesh], HOST, { providers: { x: 'deny' } }).kind).toBe('none');
  });

  it('gives up over an expression that it cannot read, and names the way', () => {
    const odd = String.raw`http: [{match: [{gateways: [egress/gw], uri: {regex: '/a\b.*'}}], route: [{destination: {host: ${HOST}}}]}]`;
    const found = canLeave([SHUT, entry(), server(80, 'HTTP'), virtualService(odd)]);
    expect(found.kind === 'unknown' ? found.why[0] : found.kind).toMatch(
      /^a\/ui -> egress\/out:8080: api\.example\.com: a route matches by the regular expression/,
    );
  });

  it('is listed where it is the address of a gateway of this cluster', () => {
    const front = [
      ...EDGE,
      namespace('b', '{istio-injection: enabled, tenant-mesh.io/tenant: b}'),
      workload('api', 'b'),
      object('networking.k8s.io/v1', 'NetworkPolicy', 'in', 'b', '{podSelector: {}, policyTypes: [Ingress]}'),
    ];
    const prove = (...set: readonly string[]) =>
      new IsolationProver(accessTo(...BASE, ...front, onlyTo('egress', 'a'), ...set)).prove(from, {
        kind: 'tenant',
        tenant: 'b',
      });
    const open = object(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'open',
      'egress',
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10]}}]}]}',
    );
    expect(prove(...THROUGH).throughGateways).toEqual([]);
    expect(prove(...THROUGH, open)).toMatchObject({
      kind: 'isolated',
      throughGateways: [
        'a/ui may call edge/gw from outside on 80, by way of egress/out',
        'a/(any pod as default) may call edge/gw from outside on 80, by way of egress/out',
        'a/(any pod as default, labelled like ui) may call edge/gw from outside on 80, by way of egress/out',
      ],
    });
  });
});
