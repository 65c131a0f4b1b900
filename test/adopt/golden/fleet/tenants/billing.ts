import { Tenant, type Cluster, type Platform } from 'tenant-mesh';
import { choices } from '../choices.js';

/** The tenant billing, as the repository describes it. */
export function addBilling(cluster: Cluster, platform: Platform): Tenant {
  const tenant = new Tenant(cluster, 'billing', {
    platform,
    hosts: ['billing.example.net'],
    access: choices.billingAccess,
    gateway: {
      kind: 'dedicated',
      exposure: { kind: 'metallb-pool', addresses: ['198.51.100.64/29'], announcement: choices.billingAnnouncement },
    },
  });
  tenant.addWorkload('invoices', {
    hosts: ['billing.example.net'],
    containers: [
      {
        name: 'invoices',
        image: 'registry.example.net/billing/invoices',
        tag: '3.0.1',
        ports: [{ targetPort: 3000, port: 80, name: 'http-web' }],
      },
    ],
    scaling: { kind: 'fixed', replicas: 1 },
  });
  return tenant;
}
