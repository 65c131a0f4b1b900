import { MeshNamespace } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { fact } from '../../../../lib/model/index.js';
import { find, names, refusal, schemaFaults, specOf } from '../support.js';
import { API, identity, jwt, make, target, UI, WAYPOINT } from './support.js';

describe('share', () => {
  it('opens both sides and nothing else', () => {
    const { chart, namespace } = make();
    const other = new MeshNamespace(chart, 'other', { name: 'tenant-b', target });
    namespace.share(API).with('tenant-b', { methods: ['GET'] });
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules']).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/tenant-b/sa/*'] } }],
        to: [{ operation: { ports: ['8000'], methods: ['GET'] } }],
      },
    ]);
    const out = find(chart, 'NetworkPolicy', 'allow-out');
    expect(out.metadata.namespace).toBe(other.name);
    const sidecars = other.node.findChild('egress').node.findChild('Resource') as unknown as { toJson(): unknown };
    expect(JSON.stringify(sidecars.toJson())).toContain('tenant-a/rag-api.tenant-a.svc.cluster.local');
  });

  it('may name the callers of the other side', () => {
    const { chart, namespace } = make();
    const other = new MeshNamespace(chart, 'other', { name: 'tenant-b', target });
    namespace.share(API).with(other, { from: [identity('web', 'tenant-b')] });
    expect(names(chart, 'NetworkPolicy')).toContain('allow-web-out');
    expect(JSON.stringify(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api'))).toContain('ns/tenant-b/sa/web');
  });

  it('refuses a tenant that is not there', () => {
    const { namespace } = make();
    expect(refusal(() => namespace.share(API).with('tenant-z'))).toBe(
      'TM1106 at test/ns: share().with(): no namespace of this name is in the cluster (got "tenant-z"). Write one of "tenant-a", or make the namespace first.',
    );
  });
});

describe('egressTo', () => {
  it('opens one host in the mesh and the public addresses in the network', () => {
    const { chart, namespace } = make();
    namespace.egressTo('api.openai.com', [443], { from: [API] });
    expect(specOf(chart, 'ServiceEntry', 'api.openai.com')).toEqual({
      hosts: ['api.openai.com'],
      exportTo: ['.'],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [{ number: 443, name: 'tls-443', protocol: 'TLS' }],
    });
    const egress = specOf(chart, 'NetworkPolicy', 'allow-rag-api-out')['egress'] as { ports: unknown; to: unknown[] }[];
    expect(egress[0]?.ports).toEqual([{ port: 443, protocol: 'TCP' }]);
    expect(egress[0]?.to).toHaveLength(2);
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('opens a TCP host by its addresses', () => {
    const { chart, namespace } = make();
    namespace.egressTo('db.example.com', [{ port: 5432, protocol: 'TCP' }], { cidrs: ['192.0.2.10/32'] });
    expect(specOf(chart, 'ServiceEntry', 'db.example.com')).toMatchObject({
      addresses: ['192.0.2.10/32'],
      resolution: 'NONE',
    });
    expect(specOf(chart, 'NetworkPolicy', 'allow-out')['egress']).toEqual([
      { to: [{ ipBlock: { cidr: '192.0.2.10/32' } }], ports: [{ port: 5432, protocol: 'TCP' }] },
    ]);
  });

  it('takes a host that is a fact by a name', () => {
    const { chart, namespace } = make();
    const host = fact('issuer_host', 'login.example.com');
    namespace.egressTo(host, [443], { name: 'issuer' });
    expect(specOf(chart, 'ServiceEntry', 'issuer')['hosts']).toEqual([host]);
    expect(refusal(() => namespace.egressTo(host))).toContain('TM2010 at test/ns: egressTo.host: the host is a fact');
  });

  it('refuses wildcards, TCP without addresses, and a host twice', () => {
    const { namespace } = make();
    expect(refusal(() => namespace.egressTo('*.example.com'))).toContain('TM1004');
    expect(refusal(() => namespace.egressTo('db.example.com', [{ port: 5432, protocol: 'TCP' }]))).toBe(
      'TM1010 at test/ns: egressTo.ports: a TCP port of a host without addresses would catch every connection to this port (got 5432). Pass the addresses of the host as `cidrs`, or say TLS where the connection begins with TLS.',
    );
    namespace.egressTo('api.example.com');
    expect(refusal(() => namespace.egressTo('api.example.com', [80]))).toBe(
      'TM1112 at test/ns: egressTo: egress to this host is already open (got "api.example.com"). Open a host once and list all its ports and callers in that call.',
    );
  });
});

describe('ambient mode', () => {
  it('judges callers and ports without a waypoint', () => {
    const { chart, namespace } = make({ dataPlane: { kind: 'ambient' } });
    namespace.allow({ from: UI, to: API });
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['selector']).toEqual({ matchLabels: API.podLabels });
    expect(names(chart, 'Gateway')).toEqual([]);
  });

  it.each<[string, (namespace: MeshNamespace) => void]>([
    ['methods', (namespace) => namespace.allow({ from: UI, to: API, methods: ['GET'] })],
    ['paths', (namespace) => namespace.allow({ from: UI, to: API, paths: ['/x'] })],
    ['a token', (namespace) => namespace.requireJwt({ ...jwt, workloads: [API] })],
  ])('refuses a rule on %s without a waypoint', (_what, open) => {
    expect(refusal(() => open(make({ dataPlane: { kind: 'ambient' } }).namespace))).toContain(
      'the namespace is in ambient mode without a waypoint, where nobody judges methods, paths or tokens (got "rag-api"). Write `dataPlane: { kind: "ambient", waypoint: { name: "waypoint" } }`',
    );
  });

  it('attaches policies to the Service and closes the way around the waypoint', () => {
    const { chart, namespace } = make({ dataPlane: WAYPOINT });
    namespace.requireJwt({ ...jwt, workloads: [API] });
    namespace.allow({ from: UI, to: API, methods: ['GET'] });
    const service = [{ group: '', kind: 'Service', name: 'rag-api' }];
    expect(specOf(chart, 'RequestAuthentication', 'jwt-rag-api')['targetRefs']).toEqual(service);
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')).toMatchObject({
      targetRefs: service,
      rules: [{ to: [{ operation: { ports: ['80'], methods: ['GET'] } }] }],
    });
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api-waypoint')).toEqual({
      action: 'ALLOW',
      selector: { matchLabels: API.podLabels },
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/tenant-a/sa/waypoint'] } }] }],
    });
    expect(specOf(chart, 'AuthorizationPolicy', 'default-deny-waypoint')).toEqual({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }],
    });
    expect(specOf(chart, 'Gateway', 'waypoint')['gatewayClassName']).toBe('istio-waypoint');
    expect(schemaFaults(chart)).toEqual([]);
  });
});
