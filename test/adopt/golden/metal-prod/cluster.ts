import { Cluster, Platform, Target, type MeshApp } from 'tenant-mesh';
import { choices } from './choices.js';
import { addTenantA } from './tenants/tenant-a.js';
import { addTenantB } from './tenants/tenant-b.js';

/** The cluster metal-prod, as its repository describes it. */
export function addCluster(app: MeshApp): void {
  const cluster = new Cluster(app, 'metal-prod', {
    target: Target.bareMetal({ addresses: { apiServer: choices.apiServer } }),
    repository: { url: choices.repository, branch: 'main' },
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported', notAfter: '2036-11-01' },
    gatewayIssuer: { kind: 'ca-secret' },
    metallb: { addresses: ['192.0.2.16/28'] },
    kubelets: 'unverified',
    monitoring: { storageClassName: 'ceph-block' },
    flux: { imageAutomation: { branch: 'main' } },
  });
  addTenantA(cluster, platform);
  addTenantB(cluster, platform);
}
