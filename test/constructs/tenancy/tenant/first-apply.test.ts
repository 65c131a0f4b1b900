import { Cluster, MeshApp, Platform, Target, Tenant, type TenantGateway, type TenantWorkloadProps } from 'tenant-mesh';
import { formatFinding, ManifestSet } from 'tenant-mesh/manifest';
import { BfdProfile, BgpPeer } from 'tenant-mesh/metallb';
import { DEFAULT_CHECKS } from '../../../../lib/app/index.js';
import { orderOf } from '../../../../lib/gitops/index.js';
import { ADDRESSES } from '../support.js';

const HOST = 'tenant-a.example.com';
const UI: TenantWorkloadProps = {
  containers: [{ name: 'app-ui', image: 'ghcr.io/example/app-ui', tag: '1.0.0', ports: [{ targetPort: 8501 }] }],
  hosts: [HOST],
};
const REPOSITORY = { url: 'https://git.example.com/platform/fleet.git', branch: 'main' } as const;

interface Place {
  readonly app: MeshApp;
  readonly cluster: Cluster;
  readonly platform: Platform;
}

function metal(): Place {
  const app = new MeshApp();
  const cluster = new Cluster(app, 'prod', {
    target: Target.bareMetal({ addresses: ADDRESSES }),
    repository: REPOSITORY,
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    metallb: { addresses: ['192.0.2.16/28'] },
  });
  return { app, cluster, platform };
}

function eks(): Place {
  const app = new MeshApp();
  const cluster = new Cluster(app, 'prod', {
    target: Target.eks({ region: 'eu-central-1', addresses: ADDRESSES }),
    repository: REPOSITORY,
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    eks: { vpcId: 'vpc-0123456789abcdef0' },
  });
  return { app, cluster, platform };
}

const OWN_ON_METAL: TenantGateway = {
  kind: 'dedicated',
  exposure: { kind: 'metallb-pool', addresses: ['192.0.2.40/29'] },
};
const OWN_ON_EKS: TenantGateway = { kind: 'dedicated', exposure: { kind: 'nlb-controller' } };

function tenant({ cluster, platform }: Place, gateway: TenantGateway = { kind: 'shared' }): Tenant {
  return new Tenant(cluster, 'tenant-a', { platform, hosts: [HOST], access: { kind: 'public' }, gateway });
}

function setOf({ app }: Place): ManifestSet {
  const [set] = app.manifests();
  if (set === undefined) throw new Error('there is one cluster');
  return set;
}

/** What the checks of synth and the order of Flux say of a set. */
function complaints(set: ManifestSet): readonly string[] {
  return [...DEFAULT_CHECKS.flatMap((check) => check(set)), ...orderOf(set).findings].map(formatFinding);
}

describe.each<readonly [string, () => Place, TenantGateway]>([
  ['bare metal', metal, OWN_ON_METAL],
  ['EKS', eks, OWN_ON_EKS],
])('the first apply of a tenant on %s', (_name, place, own) => {
  it.each<readonly [string, TenantGateway]>([
    ['the shared gateway', { kind: 'shared' }],
    ['a gateway of its own', own],
  ])('has no finding behind %s, without a workload and with one that no Canary releases', (_gateway, gateway) => {
    const empty = place();
    tenant(empty, gateway);
    expect(complaints(setOf(empty))).toEqual([]);
    const routed = place();
    tenant(routed, gateway).addWorkload('app-ui', UI);
    expect(complaints(setOf(routed))).toEqual([]);
  });

  it('puts the route beside the namespace, applied by the platform, whose rights cover it', () => {
    const made = place();
    tenant(made).addWorkload('app-ui', UI);
    const set = setOf(made);
    const route = set.get('networking.istio.io', 'VirtualService', 'tenant-a', HOST);
    expect(route?.unit).toBe('tenants/tenant-a');
    expect(set.units.find(({ path }) => path === 'tenants/tenant-a')?.serviceAccountName).toBeUndefined();
  });

  it('is an error where an object of the tenant stands in a unit that its namespace waits for', () => {
    const made = place();
    tenant(made).addWorkload('app-ui', UI);
    const set = setOf(made);
    const entries = set
      .all()
      .map((entry) => (entry.id.kind === 'VirtualService' ? { ...entry, unit: 'infrastructure/configs' } : entry));
    const found = complaints(new ManifestSet({ name: set.name, units: set.units, entries }));
    expect(found).toEqual([
      expect.stringContaining(
        'unit "infrastructure/configs" needs its namespace, which "tenants/tenant-a" makes, and "tenants/tenant-a" waits for "infrastructure/configs". ' +
          'Put the object into unit "tenants/tenant-a" or one after it.',
      ),
      expect.stringContaining(
        'its namespace must be there: it needs Namespace tenant-a, and Kustomization infrastructure-configs does not wait for tenants-tenant-a',
      ),
      expect.stringContaining('admission policies must be in force before anything of a tenant'),
    ]);
  });
});

describe('peers of BGP made before the Platform', () => {
  it('join the unit of the pool that is announced to them, with their profile', () => {
    const app = new MeshApp();
    const cluster = new Cluster(app, 'prod', {
      target: Target.bareMetal({ addresses: ADDRESSES }),
      repository: REPOSITORY,
    });
    const peer = new BgpPeer(cluster, 'tor', {
      name: 'tor',
      myASN: 64512,
      peerASN: { kind: 'number', asn: 64513 },
      location: { kind: 'address', peerAddress: '192.0.2.254' },
      bfdProfile: new BfdProfile(cluster, 'bfd', { name: 'fast' }),
    });
    const platform = new Platform(cluster, 'platform', {
      root: { kind: 'imported' },
      gatewayIssuer: { kind: 'ca-secret' },
      metallb: { addresses: ['192.0.2.16/28'], announcement: { kind: 'bgp', peers: [peer] } },
    });
    const place = { app, cluster, platform };
    const set = setOf(place);
    const unitOf = (kind: string, name: string) => set.get('metallb.io', kind, 'metallb-system', name)?.unit;
    expect([unitOf('BGPPeer', 'tor'), unitOf('BFDProfile', 'fast')]).toEqual([
      'infrastructure/pools',
      'infrastructure/pools',
    ]);
    expect(complaints(set)).toEqual([]);
  });
});
