import { Tenant, type Cluster, type Platform, type SignInIssuer } from 'tenant-mesh';

/** Who vouches for the users of a tenant, and the claim of their tokens that names it. */
export interface Login {
  readonly issuer: SignInIssuer;
  readonly claim: string;
}

/** A tenant: its host, its sign-in, a web UI that users reach and an API that only the UI may call. */
export function addTenant(cluster: Cluster, platform: Platform, name: string, login: Login): Tenant {
  const host = `${name}.example.com`;
  const tenant = new Tenant(cluster, name, {
    platform,
    hosts: [host],
    access: {
      kind: 'sign-in',
      issuer: login.issuer,
      claims: { [login.claim]: [name] },
      emailDomains: ['example.com'],
    },
  });
  const web = tenant.addWorkload('web', {
    hosts: [host],
    containers: [container('web', 8080)],
    scaling: { kind: 'auto', min: 2, max: 6 },
    release: {
      strategy: { kind: 'weighted', steps: { kind: 'even', stepWeight: 10, maxWeight: 50 } },
      metrics: [{ kind: 'success-rate' }, { kind: 'latency', max: 800 }],
      loadTest: { path: '/healthz' },
    },
  });
  const api = tenant.addWorkload('api', { containers: [container('api', 8000)] });
  tenant.allow({ from: web, to: api });
  return tenant;
}

/** A container whose image Flux moves forward within its major version. */
function container(name: string, port: number) {
  const probe = { kind: 'http', path: '/healthz', port } as const;
  return {
    name,
    image: `ghcr.io/example/${name}`,
    tag: '1.0.0',
    automation: { range: '>=1.0.0 <2.0.0' },
    ports: [{ targetPort: port }],
    probes: { readiness: probe, liveness: probe },
  };
}
