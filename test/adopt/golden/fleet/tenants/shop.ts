import { Tenant, type Cluster, type Platform } from 'tenant-mesh';
import { choices } from '../choices.js';

/** The tenant shop, as the repository describes it. */
export function addShop(cluster: Cluster, platform: Platform): Tenant {
  const tenant = new Tenant(cluster, 'shop', {
    platform,
    hosts: ['shop.example.net'],
    access: { kind: 'jwt', issuer: 'https://login.example.net/', claims: choices.shopClaims },
    quota: choices.shopQuota,
  });
  const orders = tenant.addWorkload('orders', {
    containers: [
      {
        name: 'orders',
        image: 'registry.example.net/shop/orders',
        tag: '1.9.4',
        ports: [{ targetPort: 8080, port: 9090, appProtocol: 'grpc' }],
        resources: { requests: { cpu: '700m', memory: '128Mi' }, limits: { cpu: '700m', memory: '1Gi' } },
      },
    ],
    scaling: { kind: 'fixed', replicas: 3 },
  });
  const web = tenant.addWorkload('web', {
    hosts: ['shop.example.net'],
    containers: [
      {
        name: 'web',
        image: 'registry.example.net/shop/web',
        tag: '2.4.1',
        ports: [{ targetPort: 8080, port: 80, name: 'http' }],
        env: {
          ORDERS_URL: { kind: 'value', value: 'http://orders:8080' },
          SESSION_KEY: {
            kind: 'secret',
            name: 'web',
            key: 'session',
            purpose: 'what the imported Deployment reads from key session',
          },
        },
        probes: { readiness: { kind: 'http', path: '/ready', port: 8080 } },
        writablePaths: ['/tmp'],
      },
    ],
    scaling: {
      kind: 'auto',
      min: 2,
      max: 12,
      metrics: [{ container: 'web', resource: 'cpu', averageUtilization: 60 }],
    },
    release: {
      strategy: { kind: 'weighted', steps: { kind: 'even', stepWeight: 20, maxWeight: 40 } },
      metrics: [{ kind: 'success-rate', min: 98 }, { kind: 'latency', max: 700 }],
      loadTest: { path: '/ready', requestsPerSecond: 5 },
      threshold: 4,
    },
  });
  tenant.allow({ from: web, to: orders, methods: ['GET', 'POST'] });
  return tenant;
}
