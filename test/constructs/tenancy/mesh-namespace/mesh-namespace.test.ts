import { Testing, type Chart } from 'cdk8s';
import { MeshNamespace, type MeshNamespaceProps } from '../../../../constructs/tenancy/mesh-namespace/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { find, names, objectsOf, refusal, schemaFaults, specOf } from '../support.js';

const target = Target.bareMetal();

function make(props: Partial<MeshNamespaceProps> = {}): { chart: Chart; namespace: MeshNamespace } {
  const chart = Testing.chart();
  return { chart, namespace: new MeshNamespace(chart, 'ns', { name: 'tenant-a', target, ...props }) };
}

describe('MeshNamespace', () => {
  it('is closed on every layer from the first', () => {
    const { chart } = make();
    expect(specOf(chart, 'PeerAuthentication', 'default')).toEqual({ mtls: { mode: 'STRICT' } });
    expect(specOf(chart, 'AuthorizationPolicy', 'default-deny')).toEqual({});
    expect(specOf(chart, 'NetworkPolicy', 'default-deny')).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
    expect(specOf(chart, 'Sidecar', 'default')).toMatchObject({ outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } });
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('has its Namespace, mesh objects and guard rails as reviewed', () => {
    const { chart, namespace } = make({
      hosts: ['tenant-a.example.com'],
      gateways: ['istio-ingress/shared'],
      signer: { signer: 'istio-system.tenant-a', isolation: 'soft' },
    });
    namespace.ownHost('a.example.com');
    const kinds = ['Namespace', 'ProxyConfig', 'Sidecar', 'Telemetry', 'LimitRange', 'ResourceQuota', 'ServiceAccount'];
    expect(objectsOf(chart).filter(({ kind }) => kinds.includes(kind))).toMatchSnapshot();
  });

  it('has paths that nothing renames', () => {
    const { chart } = make();
    const paths = chart.node.findAll().map(({ node }) => node.path.replace(/^[^/]*\//, ''));
    expect(paths.filter((path) => path.startsWith('ns')).sort()).toMatchSnapshot();
  });

  it('gives no account a token', () => {
    const { chart, namespace } = make();
    namespace.addServiceAccount('app-ui', { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/x' });
    expect(find(chart, 'ServiceAccount', 'default')['automountServiceAccountToken']).toBe(false);
    expect(find(chart, 'ServiceAccount', 'app-ui')['automountServiceAccountToken']).toBe(false);
  });

  it('joins the mesh by revision, by node or not at all', () => {
    const labels = (props: Partial<MeshNamespaceProps>) =>
      find(make(props).chart, 'Namespace', 'tenant-a').metadata.labels;
    expect(labels({})).toMatchObject({ 'istio-injection': 'enabled' });
    expect(labels({ dataPlane: { kind: 'sidecar', revision: 'v1-30' } })).toMatchObject({ 'istio.io/rev': 'v1-30' });
    expect(labels({ dataPlane: { kind: 'ambient', waypoint: { name: 'waypoint' } } })).toMatchObject({
      'istio.io/dataplane-mode': 'ambient',
      'istio.io/use-waypoint': 'waypoint',
    });
    expect(labels({ dataPlane: { kind: 'none' } })).toMatchObject({ 'istio-injection': 'disabled' });
  });

  it('has no object of the mesh outside it, and no Sidecar where nothing reads one', () => {
    const outside = make({ dataPlane: { kind: 'none' } }).chart;
    expect(names(outside, 'PeerAuthentication')).toEqual([]);
    expect(names(outside, 'Sidecar')).toEqual([]);
    expect(names(make({ role: 'gateway', name: 'istio-ingress' }).chart, 'Sidecar')).toEqual([]);
    expect(names(make({ dataPlane: { kind: 'ambient' } }).chart, 'Sidecar')).toEqual([]);
  });

  it.each(['restricted', 'baseline', 'privileged'] as const)(
    'enforces, audits and warns at level %s',
    (podSecurity) => {
      const { labels = {} } = find(make({ podSecurity }).chart, 'Namespace', 'tenant-a').metadata;
      for (const mode of ['enforce', 'audit', 'warn']) {
        expect(labels[`pod-security.kubernetes.io/${mode}`]).toBe(podSecurity);
        expect(labels[`pod-security.kubernetes.io/${mode}-version`]).toBe('latest');
      }
    },
  );

  it('restricts by default (demand 18)', () => {
    expect(find(make().chart, 'Namespace', 'tenant-a').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  it('knows which tenant a namespace belongs to by its role', () => {
    expect(make().namespace.tenant).toBe('tenant-a');
    expect(make({ name: 'a-auth', role: 'auth', tenant: 'a' }).namespace.tenant).toBe('a');
    expect(make({ name: 'istio-ingress', role: 'gateway' }).namespace.tenant).toBeUndefined();
  });

  it('lets people read and operate without any right to write the mesh (demand 2)', () => {
    const { chart } = make({ access: { viewers: ['a-readers'], operators: ['a-ops'] } });
    expect(find(chart, 'RoleBinding', 'viewer')['subjects']).toEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'a-readers' },
    ]);
    const roles = objectsOf(chart).filter(({ kind }) => kind === 'Role');
    const rules = roles.flatMap((role) => role['rules'] as readonly Record<string, readonly string[]>[]);
    const writes = rules.filter(({ verbs = [] }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));
    expect(writes).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['delete'] }]);
    expect(rules.flatMap(({ resources = [] }) => resources)).not.toContain('secrets');
    for (const binding of objectsOf(chart).filter(({ kind }) => kind === 'RoleBinding')) {
      expect(binding['roleRef']).toMatchObject({ kind: 'Role' });
    }
  });

  it('makes Roles for tenants alone, and binds them when there is somebody', () => {
    expect(names(make().chart, 'Role')).toEqual(['operator', 'viewer']);
    expect(names(make().chart, 'RoleBinding')).toEqual([]);
    expect(names(make({ name: 'istio-ingress', role: 'gateway' }).chart, 'Role')).toEqual([]);
  });

  it('logs errors by default, everything or nothing on demand', () => {
    const log = (accessLog: MeshNamespaceProps['accessLog']) =>
      specOf(make(accessLog === undefined ? {} : { accessLog }).chart, 'Telemetry', 'default')['accessLogging'];
    expect(log(undefined)).toEqual([
      { providers: [{ name: 'envoy' }], filter: { expression: 'response.code >= 400 || response.flags != 0' } },
    ]);
    expect(log('all')).toEqual([{ providers: [{ name: 'envoy' }] }]);
    expect(log('none')).toEqual([{ disabled: true }]);
  });
});

describe('wrong input of MeshNamespace', () => {
  it.each<[string, Partial<MeshNamespaceProps>, string]>([
    ['a name that is no label', { name: 'Tenant_A' }, 'TM1001 at test/ns: name: a name is made of lower case letters'],
    [
      'a wildcard host',
      { hosts: ['*.example.com'] },
      'TM1004 at test/ns: hosts: a wildcard would claim hosts of others',
    ],
    [
      'a gateway without namespace',
      { gateways: ['shared'] },
      'TM1002 at test/ns: gateways: not a namespace and a name',
    ],
    [
      'a namespace of the platform with a tenant',
      { role: 'platform', tenant: 'a' },
      'TM1101 at test/ns: tenant: a namespace of the platform has no tenant (got "a"). Leave the tenant out, or choose another role.',
    ],
    [
      'a sign-in namespace without a tenant',
      { role: 'auth' },
      'TM1101 at test/ns: tenant: a namespace of role "auth" serves one tenant. Name the tenant.',
    ],
    [
      'a quota without unit',
      { quota: { kind: 'fixed', hard: { 'limits.memory': '8' } } },
      'TM1008 at test/ns: quota.hard["limits.memory"]: this is 8 bytes; the unit is missing (got "8"). Write "8Gi" or "8Mi".',
    ],
    [
      'a quota of half a pod',
      { quota: { kind: 'fixed', hard: { pods: '2.5' } } },
      'TM1008 at test/ns: quota.hard["pods"]: not a whole number',
    ],
    [
      'limits that the proxy exceeds',
      { limits: { max: { cpu: '1', memory: '8Gi' } } },
      'TM1104 at test/ns: limits.max.cpu: the injected proxy has a limit of 2, so that no pod would be admitted (got "1"). Write at least "2"',
    ],
    [
      'memory that the proxy exceeds',
      { limits: { max: { cpu: '2', memory: '512Mi' } } },
      'TM1104 at test/ns: limits.max.memory: the injected proxy has a limit of 1Gi',
    ],
    [
      'a signer in ambient mode',
      { dataPlane: { kind: 'ambient' }, signer: { signer: 'istio-system.a', isolation: 'soft' } },
      'TM1108 at test/ns: signer: in ambient mode the node asks for all certificates, and always the same signer (got "istio-system.a").',
    ],
  ])('refuses %s', (_what, props, text) => {
    expect(refusal(() => make(props))).toContain(text);
  });

  it('takes limits that fit a smaller proxy', () => {
    const proxyResources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '500m', memory: '256Mi' } };
    expect(make({ proxyResources, limits: { max: { cpu: '1', memory: '1Gi' } } }).namespace.name).toBe('tenant-a');
  });

  it('asks for a target when no Cluster is above', () => {
    expect(refusal(() => new MeshNamespace(Testing.chart(), 'ns', { name: 'a' }))).toContain('TM2007');
  });
});
