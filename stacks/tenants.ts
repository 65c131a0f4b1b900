import { Tenant, type Platform, type SignInIssuer, type TenantGateway, type TenantProps } from 'tenant-mesh';
import type { Cluster } from 'tenant-mesh';

/** What a cluster decides about a tenant. */
export interface TenantPlace {
  /** The gateway that serves it. */
  readonly gateway: TenantGateway;
  /** Who issues the tokens of its users. */
  readonly issuer: SignInIssuer;
  /** Claim of those tokens that names the tenant. */
  readonly claim: string;
  /** Client at the issuer that they are for; those for other clients are refused. */
  readonly client: string;
}

const REGISTRY = 'ghcr.io/example';

/** A tenant of the reference platform: a web UI behind a gateway, and the API that it calls. */
export function addTenant(cluster: Cluster, platform: Platform, name: string, place: TenantPlace): Tenant {
  const host = `${name}.example.com`;
  const tenant = new Tenant(cluster, name, {
    platform,
    hosts: [host],
    gateway: place.gateway,
    access: signIn(name, place),
    people: { viewers: [`${name}-developers`], operators: [`${name}-operators`] },
  });
  const ui = addUi(tenant, host);
  const api = addApi(tenant);
  tenant.allow({ from: ui, to: api });
  return tenant;
}

function signIn(name: string, { issuer, claim, client }: TenantPlace): TenantProps['access'] {
  return {
    kind: 'sign-in',
    issuer,
    claims: { [claim]: [name] },
    audiences: [client],
    emailDomains: [`${name}.example.com`],
  };
}

/** The UI is released by weight: users meet the new version first in tens of per cent. */
function addUi(tenant: Tenant, host: string) {
  return tenant.addWorkload('app-ui', {
    hosts: [host],
    containers: [
      {
        name: 'app-ui',
        image: `${REGISTRY}/app-ui`,
        tag: '1.4.0',
        automation: { range: '>=1.4.0 <2.0.0' },
        ports: [{ targetPort: 8501 }],
        env: { RAG_API_URL: { kind: 'value', value: 'http://rag-api:8000' } },
        writablePaths: ['/tmp'],
        probes: {
          readiness: { kind: 'http', path: '/_stcore/health', port: 8501 },
          liveness: { kind: 'http', path: '/_stcore/health', port: 8501 },
        },
      },
    ],
    scaling: { kind: 'auto', min: 2, max: 6 },
    release: {
      strategy: { kind: 'weighted', steps: { kind: 'even', stepWeight: 10, maxWeight: 50 } },
      metrics: [{ kind: 'success-rate' }, { kind: 'latency', max: 800 }],
      loadTest: { path: '/_stcore/health' },
    },
  });
}

/** The API is tested apart and then takes all traffic: its two containers share an index that is built at start. */
function addApi(tenant: Tenant) {
  return tenant.addWorkload('rag-api', {
    containers: [
      {
        name: 'rag-api',
        image: `${REGISTRY}/rag-api`,
        tag: '2.1.0',
        automation: { range: '>=2.1.0 <3.0.0' },
        ports: [{ targetPort: 8000 }],
        env: { INDEX_URL: { kind: 'value', value: 'http://127.0.0.1:8100' } },
        writablePaths: ['/tmp'],
        probes: {
          readiness: { kind: 'http', path: '/healthz', port: 8000 },
          liveness: { kind: 'http', path: '/healthz', port: 8000 },
        },
        resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      },
      {
        name: 'rag-index',
        image: `${REGISTRY}/rag-index`,
        tag: '2.1.0',
        automation: { range: '>=2.1.0 <3.0.0' },
        writablePaths: ['/tmp', '/var/lib/rag-index'],
        probes: { readiness: { kind: 'tcp', port: 8100 } },
      },
    ],
    scaling: { kind: 'auto', min: 2, max: 4 },
    release: {
      strategy: { kind: 'blueGreen', iterations: 10 },
      metrics: [{ kind: 'success-rate' }, { kind: 'latency', max: 500 }],
      loadTest: { path: '/healthz' },
    },
  });
}
