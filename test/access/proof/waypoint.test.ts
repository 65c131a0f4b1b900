import { IsolationProver } from '../../../lib/access/index.js';
import { accessTo, namespace, object, policy, workload } from '../manifests.js';

const AMBIENT = 'istio.io/dataplane-mode: ambient';
const WAYPOINT = `{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: wp, namespace: w}, spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: All}}}]}}`;
const API = "targetRefs: [{kind: Service, name: api, group: ''}]";

describe('a proof over waypoints', () => {
  const tenant = (name: string, more = ''): string =>
    namespace(name, `{${AMBIENT}, tenant-mesh.io/tenant: ${name}${more}}`);
  const shared = ', istio.io/use-waypoint: wp, istio.io/use-waypoint-namespace: w';
  const set = [
    tenant('a', shared),
    tenant('b', shared),
    WAYPOINT,
    ...['a', 'b'].flatMap((name) => [
      workload('api', name),
      object('security.istio.io/v1', 'PeerAuthentication', 'd', name, '{mtls: {mode: STRICT}}'),
      policy('node', name, `{rules: [{from: [{source: {principals: [cluster.local/ns/w/sa/wp]}}]}]}`),
    ]),
  ];
  const own = (name: string): string =>
    policy('own', name, `{rules: [{from: [{source: {namespaces: [${name}]}}]}], ${API}}`);
  const reached = (...extra: readonly string[]) => new IsolationProver(accessTo(...set, ...extra)).proveAll().reached;

  it('keeps tenants of one waypoint apart where its policies do, and only there', () => {
    expect(reached(own('a'), own('b'))).toEqual([]);
    expect(reached(own('a'))).toEqual([{ from: 'a', to: 'b' }]);
  });

  it('finds a way that a route at the waypoint opens', () => {
    const route = '{hosts: [api], http: [{route: [{destination: {host: api.b.svc.cluster.local}}]}]}';
    const virtual = object('networking.istio.io/v1', 'VirtualService', 'v', 'a', route);
    expect(reached(own('a'), own('b'), virtual)).toEqual([{ from: 'a', to: 'b' }]);
  });

  it('shows the request that gets through', () => {
    const one = policy('own', 'b', `{rules: [{to: [{operation: {paths: [/open]}}]}], ${API}}`);
    const answers = accessTo(...set, own('a'), one);
    const from = { kind: 'workload', namespace: 'a', name: 'api' } as const;
    const found = answers.canAny(from, { kind: 'workload', namespace: 'b', name: 'api' });
    expect(found.kind === 'reached' ? found.witness.request : found.kind).toEqual({ path: '/open' });
    const { edges } = answers.matrix();
    const edge = edges.find(({ from: caller, to }) => caller === 'a/api' && to === 'b/api');
    expect(edge?.needs).toBe('path /open');
  });
});
