import { Cluster, Platform, Target, type MeshApp } from 'tenant-mesh';
import { choices } from './choices.js';
import { addBilling } from './tenants/billing.js';
import { addShop } from './tenants/shop.js';

/** The cluster production, as its repository describes it. */
export function addCluster(app: MeshApp): void {
  const cluster = new Cluster(app, 'production', {
    target: Target.bareMetal({ addresses: { apiServer: choices.apiServer } }),
    repository: { url: 'ssh://git@git.example.net/acme/fleet.git', branch: 'main' },
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: {
      kind: 'acme-route53',
      email: 'platform@example.net',
      region: 'eu-west-1',
      dnsZones: ['example.net'],
    },
    metallb: { addresses: ['198.51.100.16-198.51.100.31'], announcement: { kind: 'l2', interfaces: ['bond0'] } },
    kubelets: 'unverified',
  });
  addBilling(cluster, platform);
  addShop(cluster, platform);
}
