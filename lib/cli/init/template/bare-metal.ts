import { Cluster, Platform, Target, type MeshApp } from 'tenant-mesh';
import { addTenant } from './tenants.js';

/** Machines of the control plane, which pods see as the API server, and all machines of the cluster. */
const ADDRESSES = { apiServer: ['192.0.2.0/29'], nodes: ['192.0.2.0/28'] } as const;

/** What machines, pods and Services use: MetalLB must not hand it out a second time. */
const RESERVED = ['192.0.2.0/28', '10.244.0.0/16', '10.96.0.0/12'] as const;

/** The cluster: machines of one's own, MetalLB in front, any issuer of OpenID Connect for sign-in. */
export function addCluster(app: MeshApp): void {
  const cluster = new Cluster(app, 'prod', {
    target: Target.bareMetal({ addresses: ADDRESSES }),
    repository: { url: 'ssh://git@git.example.com/platform/fleet.git', branch: 'main' },
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    metallb: { addresses: ['192.0.2.16/28'], reserved: RESERVED },
    // Says that metrics-server may take the kubelets' own certificates, as kubeadm makes them.
    kubelets: 'unverified',
    // The StorageClass of Prometheus' volume.
    monitoring: { storageClassName: 'ceph-block' },
    flux: { imageAutomation: { branch: 'main' } },
  });
  addTenant(cluster, platform, 'tenant-a', {
    issuer: { kind: 'oidc', issuer: 'https://login.example.com/realms/tenant-a' },
    claim: 'tenant',
  });
}
