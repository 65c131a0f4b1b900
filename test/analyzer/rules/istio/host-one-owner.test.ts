import { hostOneOwner } from '../../../../lib/analyzer/rules/istio/host-one-owner.js';
import { doc, findings, tenantNamespace } from '../../rule-tester.js';

const GATEWAYS = ['istio-ingress/shared'];
const route = (namespace: string, host: string, gateways: readonly string[] = GATEWAYS) =>
  doc('VirtualService networking.istio.io/v1', `${namespace}/web`, { spec: { hosts: [host], gateways } });
const owner = (tenant: string, hosts: string) =>
  tenantNamespace(tenant, { annotations: { 'tenant-mesh.io/hosts': hosts } });
const gateway = (...hosts: string[]) =>
  doc('Gateway networking.istio.io/v1', 'istio-ingress/shared', { spec: { servers: [{ hosts }] } });
const canary = (namespace: string, host: string) =>
  doc('Canary flagger.app/v1beta1', `${namespace}/web`, {
    spec: { targetRef: { kind: 'Deployment', name: 'web' }, service: { port: 80, hosts: [host], gateways: GATEWAYS } },
  });

describe('host-one-owner', () => {
  it('names the host, both owners and where the other claim stands', () => {
    expect(findings(hostOneOwner, owner('a', 'app.example.com') + route('b', 'app.example.com'))).toEqual([
      'TM4101 at test.yaml:4 (VirtualService b/web): spec.hosts[0]: host "app.example.com" is claimed for b, and a (test.yaml:2) claims it. Leave each host to one tenant, and name it in the routes of that tenant only.',
    ]);
  });

  it('reads annotations, gateways, routes of the Gateway API, and what Flagger makes of a Canary', () => {
    const claims = [
      owner('b', 'x.example.com'),
      gateway('b/x.example.com'),
      canary('b', 'x.example.com'),
      doc('HTTPRoute gateway.networking.k8s.io/v1', 'b/web', {
        spec: { hostnames: ['X.example.com'], parentRefs: [{ name: 'shared' }] },
      }),
    ];
    for (const claim of claims) {
      expect(findings(hostOneOwner, owner('a', 'x.example.com') + claim)).toHaveLength(1);
      expect(findings(hostOneOwner, owner('a', 'y.example.com') + claim)).toEqual([]);
    }
  });

  it('holds a wildcard against a host below it, whichever comes first', () => {
    const wild = route('a', '*.example.com');
    expect(findings(hostOneOwner, wild + route('b', 'x.example.com'))).toEqual([
      'TM4101 at test.yaml:4 (VirtualService b/web): spec.hosts[0]: host "x.example.com" is claimed for b, and a (test.yaml:2) claims it with "*.example.com". Leave each host to one tenant, and name it in the routes of that tenant only.',
    ]);
    expect(findings(hostOneOwner, route('0', 'x.example.com') + wild)).toHaveLength(1);
    expect(findings(hostOneOwner, wild + route('b', 'example.com'))).toEqual([]);
  });

  it('lets one tenant name its host in several namespaces, and the platform route for it', () => {
    const auth = doc('Namespace v1', 'a-auth', {
      labels: { 'tenant-mesh.io/tenant': 'a', 'tenant-mesh.io/role': 'auth' },
    });
    const ingress = doc('Namespace v1', 'istio-ingress', { labels: { 'tenant-mesh.io/role': 'gateway' } });
    const own = owner('a', 'x.example.com');
    expect(findings(hostOneOwner, own + auth + route('a', 'x.example.com') + route('a-auth', 'x.example.com'))).toEqual(
      [],
    );
    expect(findings(hostOneOwner, own + ingress + route('istio-ingress', 'x.example.com'))).toEqual([]);
  });

  it('leaves alone routes of the mesh, Services and gateways open to every namespace', () => {
    const inside = 'web.b.svc.cluster.local';
    expect(
      findings(hostOneOwner, route('a', 'x.example.com', ['mesh']) + route('b', 'x.example.com', ['mesh'])),
    ).toEqual([]);
    expect(findings(hostOneOwner, route('a', inside) + route('b', inside))).toEqual([]);
    expect(findings(hostOneOwner, owner('a', 'x.example.com') + gateway('*/x.example.com', 'x.example.com'))).toEqual(
      [],
    );
  });
});
