import { Tenant, type Cluster, type Platform } from 'tenant-mesh';

/** The tenant tenant-b, as the repository describes it. */
export function addTenantB(cluster: Cluster, platform: Platform): Tenant {
  const tenant = new Tenant(cluster, 'tenant-b', {
    platform,
    hosts: ['tenant-b.example.com'],
    access: {
      kind: 'sign-in',
      issuer: { kind: 'oidc', issuer: 'https://login.example.com/realms/tenant-b' },
      claims: { tenant: ['tenant-b'] },
      emailDomains: ['tenant-b.example.com'],
      audiences: ['oauth2-proxy'],
    },
    gateway: { kind: 'dedicated', exposure: { kind: 'metallb-pool', addresses: ['192.0.2.32/29'] } },
    people: { viewers: ['tenant-b-developers'], operators: ['tenant-b-operators'] },
  });
  const appUi = tenant.addWorkload('app-ui', {
    hosts: ['tenant-b.example.com'],
    containers: [
      {
        name: 'app-ui',
        image: 'ghcr.io/example/app-ui',
        tag: '1.4.0',
        automation: { range: '>=1.4.0 <2.0.0' },
        ports: [{ targetPort: 8501 }],
        env: { RAG_API_URL: { kind: 'value', value: 'http://rag-api:8000' } },
        probes: {
          readiness: { kind: 'http', path: '/_stcore/health', port: 8501 },
          liveness: { kind: 'http', path: '/_stcore/health', port: 8501 },
        },
        writablePaths: ['/tmp'],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
      },
    ],
    scaling: { kind: 'auto', min: 2, max: 6 },
    release: {
      strategy: { kind: 'weighted', steps: { kind: 'even', stepWeight: 10, maxWeight: 50 } },
      metrics: [{ kind: 'success-rate' }, { kind: 'latency', max: 800 }],
      loadTest: { path: '/_stcore/health' },
    },
  });
  const ragApi = tenant.addWorkload('rag-api', {
    containers: [
      {
        name: 'rag-api',
        image: 'ghcr.io/example/rag-api',
        tag: '2.1.0',
        automation: { range: '>=2.1.0 <3.0.0' },
        ports: [{ targetPort: 8000 }],
        env: { INDEX_URL: { kind: 'value', value: 'http://127.0.0.1:8100' } },
        probes: {
          readiness: { kind: 'http', path: '/healthz', port: 8000 },
          liveness: { kind: 'http', path: '/healthz', port: 8000 },
        },
        writablePaths: ['/tmp'],
        resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      },
      {
        name: 'rag-index',
        image: 'ghcr.io/example/rag-index',
        tag: '2.1.0',
        automation: { range: '>=2.1.0 <3.0.0' },
        probes: { readiness: { kind: 'tcp', port: 8100 } },
        writablePaths: ['/tmp', '/var/lib/rag-index'],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
      },
    ],
    scaling: { kind: 'auto', min: 2, max: 4 },
    release: {
      strategy: { kind: 'blueGreen', iterations: 10 },
      metrics: [{ kind: 'success-rate' }, { kind: 'latency' }],
      loadTest: { path: '/healthz' },
    },
  });
  tenant.allow({ from: appUi, to: ragApi });
  return tenant;
}
