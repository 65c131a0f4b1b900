import { Chart, Testing } from 'cdk8s';
import type { IGateway, IMeshIdentity } from '../../../../constructs/tenancy/contracts.js';
import {
  MeshNamespace,
  type ICallee,
  type MeshNamespaceProps,
} from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { fact, KEYS } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { find, names, refusal, schemaFaults, specOf } from '../support.js';

const target = Target.bareMetal();
const WAYPOINT = { kind: 'ambient', waypoint: { name: 'waypoint' } } as const;

function identity(name: string, namespace = 'tenant-a'): IMeshIdentity & ICallee {
  return {
    name,
    namespace,
    serviceAccountName: name,
    principal: `cluster.local/ns/${namespace}/sa/${name}`,
    podLabels: { [KEYS.workload]: name },
    ports: [{ name: 'http', port: 80, targetPort: 8000, appProtocol: 'http' }],
  };
}

const UI = identity('app-ui');
const API = identity('rag-api');
const DATABASE: ICallee = {
  ...identity('db'),
  ports: [{ name: 'tcp', port: 5432, targetPort: 5432, appProtocol: 'tcp' }],
};
const GATEWAY: IGateway = { ...identity('shared', 'istio-ingress'), reference: 'istio-ingress/shared' };

function make(props: Partial<MeshNamespaceProps> = {}): { chart: Chart; namespace: MeshNamespace } {
  const chart = Testing.chart();
  return { chart, namespace: new MeshNamespace(chart, 'ns', { name: 'tenant-a', target, ...props }) };
}

const jwt = { issuer: 'https://login.example.com', claims: { 'cognito:groups': ['tenant-a'] } };

describe('allow', () => {
  it('opens network and policy for one caller on both sides', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: UI, to: API, methods: ['GET', 'POST'], paths: ['/v1/*'] });
    expect([
      find(chart, 'AuthorizationPolicy', 'allow-rag-api'),
      find(chart, 'NetworkPolicy', 'allow-rag-api-in'),
      find(chart, 'NetworkPolicy', 'allow-app-ui-out'),
    ]).toMatchSnapshot();
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('selects labels that canary and primary share (demand 9)', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: UI, to: API });
    const shared = { matchLabels: { [KEYS.workload]: 'rag-api' } };
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['selector']).toEqual(shared);
    expect(specOf(chart, 'NetworkPolicy', 'allow-rag-api-in')['podSelector']).toEqual(shared);
  });

  it('grows one policy a workload until synth', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: UI, to: API });
    namespace.allow({ from: identity('batch'), to: API, methods: ['GET'] });
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules']).toHaveLength(2);
    expect(names(chart, 'NetworkPolicy').filter((name) => name.startsWith('allow-'))).toEqual([
      'allow-app-ui-out',
      'allow-batch-out',
      'allow-rag-api-in',
    ]);
  });

  it('opens no egress for a caller of another namespace', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: identity('other', 'tenant-b'), to: API });
    expect(names(chart, 'NetworkPolicy')).not.toContain('allow-other-out');
  });

  it('never lets two callers in by one that is OR-ed away', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: [UI, identity('batch')], to: API });
    const [rule] = specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules'] as { from: unknown[] }[];
    expect(rule?.from).toEqual([
      { source: { principals: ['cluster.local/ns/tenant-a/sa/app-ui', 'cluster.local/ns/tenant-a/sa/batch'] } },
    ]);
  });

  it('refuses what it cannot open', () => {
    const { namespace } = make();
    expect(refusal(() => namespace.allow({ from: [], to: API }))).toBe(
      'TM1107 at test/ns: allow.from: the list of callers is empty. Name at least one workload, gateway or load tester.',
    );
    expect(refusal(() => namespace.allow({ from: UI, to: identity('api', 'tenant-b') }))).toBe(
      'TM1102 at test/ns: to: "api" lives in namespace "tenant-b", and a door is opened by the namespace of the called (got "api"). Call the method on the MeshNamespace "tenant-b".',
    );
    expect(refusal(() => namespace.allow({ from: UI, to: API, ports: [80] }))).toBe(
      'TM1114 at test/ns: ports: no container of "rag-api" listens on this port (got 80). Policies see the port of the container: write one of 8000.',
    );
    expect(refusal(() => namespace.allow({ from: UI, to: DATABASE, methods: ['GET'] }))).toBe(
      'TM1111 at test/ns: methods: port "tcp" of "db" is tcp, where a rule on HTTP never lets anybody in (got ["GET"]). Name the HTTP ports in `ports`, or leave methods and paths out.',
    );
  });
});

describe('allowFrom', () => {
  it('admits the gateway by its principal and lets routes bind to it', () => {
    const { chart, namespace } = make();
    namespace.allowFrom(GATEWAY, { to: UI });
    expect(find(chart, 'Namespace', 'tenant-a').metadata.annotations).toEqual({
      [KEYS.gateways]: 'istio-ingress/shared',
    });
    expect(specOf(chart, 'AuthorizationPolicy', 'allow-app-ui')['rules']).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/istio-ingress/sa/shared'] } }],
        to: [{ operation: { ports: ['8000'] } }],
      },
    ]);
    expect(specOf(chart, 'NetworkPolicy', 'allow-app-ui-in')['ingress']).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-ingress' } },
            podSelector: { matchLabels: { [KEYS.workload]: 'shared' } },
          },
        ],
        ports: [{ port: 8000, protocol: 'TCP' }],
      },
    ]);
  });
});

describe('requireJwt', () => {
  it('asks every door for the claim, also doors that were open before, but not those that are exempt', () => {
    const { chart, namespace } = make();
    namespace.allow({ from: UI, to: API });
    namespace.requireJwt(jwt);
    namespace.allow({ from: identity('loadtester'), to: API, paths: ['/healthz'], jwt: 'exempt' });
    const rules = specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules'] as Record<string, unknown>[];
    expect(rules[0]).toMatchObject({
      from: [{ source: { requestPrincipals: ['https://login.example.com/*'] } }],
      when: [{ key: 'request.auth.claims[cognito:groups]', values: ['tenant-a'] }],
    });
    expect(rules[1]).not.toHaveProperty('when');
    expect(JSON.stringify(rules[1])).not.toContain('requestPrincipals');
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('passes the token on to the next hop (demand 7)', () => {
    const { chart, namespace } = make();
    namespace.requireJwt({ ...jwt, audiences: ['app'], jwksUri: 'https://login.example.com/keys' });
    expect(specOf(chart, 'RequestAuthentication', 'jwt')).toEqual({
      jwtRules: [
        {
          issuer: 'https://login.example.com',
          jwksUri: 'https://login.example.com/keys',
          audiences: ['app'],
          forwardOriginalToken: true,
        },
      ],
    });
  });

  it('takes an issuer that only the cluster knows', () => {
    const { chart, namespace } = make();
    const issuer = fact('issuer_a', 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a');
    namespace.requireJwt({ ...jwt, issuer });
    namespace.allow({ from: UI, to: API });
    const [rule] = specOf(chart, 'AuthorizationPolicy', 'allow-rag-api')['rules'] as { from: unknown }[];
    expect(rule?.from).toEqual([{ source: { principals: [UI.principal], requestPrincipals: [`${issuer}/*`] } }]);
  });

  it('asks some workloads alone, and prefers what was said of one workload', () => {
    const { chart, namespace } = make();
    namespace.requireJwt({ ...jwt, workloads: [API] });
    namespace.allow({ from: UI, to: API });
    namespace.allow({ from: GATEWAY, to: UI });
    expect(specOf(chart, 'RequestAuthentication', 'jwt-rag-api')['selector']).toEqual({ matchLabels: API.podLabels });
    expect(JSON.stringify(specOf(chart, 'AuthorizationPolicy', 'allow-rag-api'))).toContain('request.auth.claims');
    expect(JSON.stringify(specOf(chart, 'AuthorizationPolicy', 'allow-app-ui'))).not.toContain('request.auth.claims');
  });

  it('refuses a token without a claim, twice the same, and an issuer that is no URL', () => {
    const { namespace } = make();
    expect(refusal(() => namespace.requireJwt({ ...jwt, claims: {} }))).toBe(
      'TM1109 at test/ns: requireJwt.claims: no claim value is demanded, so a token that the issuer signed for anybody else would do (got {}). Name a claim that only callers of this tenant bear, such as { "cognito:groups": ["tenant-a"] }.',
    );
    expect(refusal(() => namespace.requireJwt({ ...jwt, claims: { aud: [] } }))).toContain('requireJwt.claims["aud"]');
    expect(refusal(() => make().namespace.requireJwt({ ...jwt, issuer: 'login.example.com' }))).toContain('TM1011');
    namespace.requireJwt(jwt);
    expect(refusal(() => namespace.requireJwt(jwt))).toBe(
      'TM1113 at test/ns: requireJwt: every workload already demands a token. Demand one token a workload; list the accepted claim values in one call.',
    );
  });
});

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
