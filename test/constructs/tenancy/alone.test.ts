import { App, Testing, type Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { CanaryRelease } from '../../../constructs/tenancy/canary-release/index.js';
import { MeshNamespace } from '../../../constructs/tenancy/mesh-namespace/index.js';
import { MetalLBPool } from '../../../constructs/tenancy/metallb-pool/index.js';
import { Platform } from '../../../constructs/tenancy/platform/index.js';
import { SecureGateway } from '../../../constructs/tenancy/secure-gateway/index.js';
import { SignIn } from '../../../constructs/tenancy/sign-in/index.js';
import { MeshRoot, TenantCA } from '../../../constructs/tenancy/tenant-ca/index.js';
import { Tenant } from '../../../constructs/tenancy/tenant/index.js';
import { Workload } from '../../../constructs/tenancy/workload/index.js';
import { Target } from '../../../lib/targets/index.js';
import { ADDRESSES, objectsOf, refusal, schemaFaults } from './support.js';

const HOST = 'tenant-a.example.com';

/** What a row may build upon: a plain chart of a stock App, and a target. */
interface Place {
  readonly chart: Chart;
  readonly target: Target;
}

/** A construct, the kinds it must bring, and the targets it is for. */
interface Row {
  readonly name: string;
  readonly make: (place: Place, scope?: Construct) => unknown;
  readonly kinds: readonly string[];
  readonly on: readonly Target[];
}

const METAL = Target.bareMetal({ addresses: ADDRESSES });
const EKS = Target.eks({ region: 'eu-central-1', clusterName: 'eks-prod', addresses: ADDRESSES });

function namespace({ chart, target }: Place, scope: Construct = chart): MeshNamespace {
  return new MeshNamespace(scope, 'namespace', { name: 'tenant-a', target });
}

function workload(place: Place, scope: Construct = place.chart): Workload {
  const container = { name: 'app-ui', image: 'ghcr.io/example/app-ui', tag: '1.4.0', ports: [{ targetPort: 8501 }] };
  return new Workload(scope, 'app-ui', { namespace: namespace(place), containers: [container] });
}

function release(place: Place, scope: Construct = place.chart): CanaryRelease {
  return new CanaryRelease(scope, 'release', {
    workload: workload(place),
    strategy: { kind: 'blueGreen', iterations: 5 },
    metrics: [{ kind: 'success-rate' }],
  });
}

function gateway(place: Place, scope: Construct = place.chart): SecureGateway {
  const { chart, target } = place;
  const made = new SecureGateway(scope, 'gateway', {
    name: 'shared',
    namespace: new MeshNamespace(chart, 'ingress', { name: 'istio-ingress', role: 'gateway', target }),
    exposure: target.kind === 'eks' ? { kind: 'nlb-controller' } : { kind: 'metallb', pool: 'shared' },
    issuerRef: { kind: 'ClusterIssuer', name: 'public' },
    target,
  });
  made.addHost({ host: HOST, namespace: namespace(place), access: { kind: 'public' } });
  return made;
}

function signIn(place: Place, scope: Construct = place.chart): SignIn {
  const { chart, target } = place;
  return new SignIn(scope, 'sign-in', {
    tenant: 'tenant-a',
    namespace: new MeshNamespace(chart, 'auth', { name: 'tenant-a-auth', role: 'auth', tenant: 'tenant-a', target }),
    gateway: gateway(place),
    hosts: [HOST],
    issuer: { kind: 'oidc', issuer: 'https://login.example.com' },
    emailDomains: ['example.com'],
  });
}

function root({ chart }: Place, scope: Construct = chart): MeshRoot {
  return new MeshRoot(scope, 'root', { source: { kind: 'imported' } });
}

function tenantCa(place: Place, scope: Construct = place.chart): TenantCA {
  const source = { kind: 'intermediate-of-root', root: root(place) } as const;
  return new TenantCA(scope, 'ca', { tenant: 'tenant-a', isolation: 'soft', source });
}

function pool({ chart, target }: Place, scope: Construct = chart): MetalLBPool {
  return new MetalLBPool(scope, 'pool', {
    name: 'shared',
    addresses: ['192.0.2.16/28'],
    namespaces: [new MeshNamespace(chart, 'ingress', { name: 'istio-ingress', role: 'gateway', target })],
    announcement: { kind: 'l2' },
    target,
  });
}

function platform({ chart, target }: Place, scope: Construct = chart): Platform {
  return new Platform(scope, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    ...(target.kind === 'eks' ? {} : { metallb: { addresses: ['192.0.2.16/28'] } }),
    target,
  });
}

function tenant(place: Place, scope: Construct = place.chart): Tenant {
  const made = new Tenant(scope, 'tenant-a', {
    platform: platform(place),
    hosts: [HOST],
    gateway: {
      kind: 'dedicated',
      exposure:
        place.target.kind === 'eks'
          ? { kind: 'nlb-controller' }
          : { kind: 'metallb-pool', addresses: ['192.0.2.32/29'] },
    },
    access: {
      kind: 'sign-in',
      issuer: { kind: 'oidc', issuer: 'https://login.example.com' },
      claims: { tenant: ['tenant-a'] },
      emailDomains: ['example.com'],
    },
  });
  const container = { name: 'app-ui', image: 'ghcr.io/example/app-ui', tag: '1.4.0', ports: [{ targetPort: 8501 }] };
  made.addWorkload('app-ui', {
    hosts: [HOST],
    containers: [container],
    release: { strategy: { kind: 'blueGreen', iterations: 5 }, metrics: [{ kind: 'success-rate' }] },
  });
  return made;
}

const BOTH = [METAL, EKS] as const;
const ROWS: readonly Row[] = [
  { name: 'MeshNamespace', make: namespace, kinds: ['Namespace', 'PeerAuthentication', 'NetworkPolicy'], on: BOTH },
  { name: 'Workload', make: workload, kinds: ['Deployment', 'Service', 'HorizontalPodAutoscaler'], on: BOTH },
  { name: 'CanaryRelease', make: release, kinds: ['Canary', 'Deployment'], on: BOTH },
  { name: 'SecureGateway', make: gateway, kinds: ['HelmRelease', 'Gateway', 'Certificate'], on: BOTH },
  { name: 'SignIn', make: signIn, kinds: ['HelmRelease', 'AuthorizationPolicy'], on: BOTH },
  { name: 'MeshRoot', make: root, kinds: ['Issuer', 'Certificate', 'Bundle'], on: BOTH },
  { name: 'TenantCA', make: tenantCa, kinds: ['Issuer', 'Certificate'], on: BOTH },
  { name: 'MetalLBPool', make: pool, kinds: ['IPAddressPool', 'L2Advertisement'], on: [METAL] },
  { name: 'Platform', make: platform, kinds: ['HelmRelease', 'ValidatingAdmissionPolicy'], on: BOTH },
  { name: 'Tenant', make: tenant, kinds: ['Namespace', 'Canary', 'HelmRelease', 'RoleBinding'], on: BOTH },
];
const CASES = ROWS.flatMap((row) => row.on.map((target) => ({ ...row, target, place: target.kind })));

describe.each(CASES)('$name, alone in a plain chart on $place', ({ make, kinds, target }) => {
  const chart = Testing.chart();
  make({ chart, target });

  it('makes what it is for', () => {
    expect(objectsOf(chart).map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds]));
  });

  it('makes nothing that the API server would refuse', () => {
    expect(schemaFaults(chart)).toEqual([]);
  });
});

it.each(ROWS)('$name outside of every chart says where it belongs', ({ make, on: [target = METAL] }) => {
  expect(refusal(() => make({ chart: Testing.chart(), target }, new App()))).toMatch(
    /^TM2029 at [a-z-]+: the construct makes objects, and stands in no Cluster and no other chart that would be written\. Make it below a `new Cluster\(app, \.\.\.\)`: pass the cluster as the first argument, not the app\.$/,
  );
});
