import { Cluster, Platform, Target, type MeshApp, type SignInIssuer } from 'tenant-mesh';
import { REPOSITORY } from './repository.js';
import { addTenant, type TenantPlace } from './tenants.js';

/** The first three machines are the control plane; pods see them as the API server, since Calico judges after Services. */
const ADDRESSES = { apiServer: ['192.0.2.0/29'], nodes: ['192.0.2.0/28'] } as const;

/** Addresses that machines, pods and Services of the cluster use; MetalLB would hand them out a second time. */
const RESERVED = ['192.0.2.0/28', '10.244.0.0/16', '10.96.0.0/12'] as const;

/** Any issuer of OpenID Connect will do; this one has a realm for each tenant. */
function issuer(tenant: string): SignInIssuer {
  return { kind: 'oidc', issuer: `https://login.example.com/realms/${tenant}` };
}

/** The client of each realm, whose secret oauth2-proxy has. */
const CLIENT = 'oauth2-proxy';

/** A tenant behind the shared gateway. */
export function behindSharedGateway(tenant: string): TenantPlace {
  return { gateway: { kind: 'shared' }, issuer: issuer(tenant), claim: 'tenant', client: CLIENT };
}

/** A tenant with a gateway and addresses of its own. */
export function withOwnGateway(tenant: string, addresses: readonly string[]): TenantPlace {
  const exposure = { kind: 'metallb-pool', addresses, reserved: RESERVED } as const;
  return { gateway: { kind: 'dedicated', exposure }, issuer: issuer(tenant), claim: 'tenant', client: CLIENT };
}

/** The platform on machines of one's own: kubeadm, Calico, MetalLB. */
export function addMetalProd(app: MeshApp): { readonly cluster: Cluster; readonly platform: Platform } {
  const cluster = new Cluster(app, 'metal-prod', {
    target: Target.bareMetal({ addresses: ADDRESSES }),
    repository: REPOSITORY,
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported', lifetime: '87600h', notAfter: '2036-11-01' },
    gatewayIssuer: { kind: 'ca-secret' },
    metallb: { addresses: ['192.0.2.16/28'], reserved: RESERVED },
    // kubeadm's kubelets sign their own serving certificates unless somebody approves better ones.
    kubelets: 'unverified',
    // kubeadm brings no StorageClass, so the one for Prometheus is named.
    monitoring: { storageClassName: 'ceph-block' },
    flux: { imageAutomation: { branch: REPOSITORY.branch } },
  });
  addTenant(cluster, platform, 'tenant-a', behindSharedGateway('tenant-a'));
  addTenant(cluster, platform, 'tenant-b', withOwnGateway('tenant-b', ['192.0.2.32/29']));
  return { cluster, platform };
}
