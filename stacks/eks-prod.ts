import { Cluster, Platform, Target, fact, type MeshApp, type TenantGateway } from 'tenant-mesh';
import { REPOSITORY } from './repository.js';
import { addTenant, type TenantPlace } from './tenants.js';

const REGION = 'eu-central-1';

/**
 * Subnets that hold the interfaces of the control plane and nothing else, and the Service in front of it: the VPC CNI
 * judges an address before Services are translated.
 */
const API_SERVER = ['10.0.0.0/28', '10.0.0.16/28', '10.0.0.32/28', '172.20.0.1/32'] as const;

/** The user pool of a tenant is known when it exists: whoever makes it puts its id into the ConfigMap of facts. */
function userPoolFact(tenant: string): string {
  return `${tenant.replaceAll('-', '_')}_user_pool_id`;
}

/** A tenant whose users are in a Cognito user pool of its own. */
export function withCognito(tenant: string, gateway: TenantGateway): TenantPlace {
  const userPoolId = fact(userPoolFact(tenant), `${REGION}_aBcDeFgHi`);
  return {
    gateway,
    issuer: { kind: 'cognito', region: REGION, userPoolId, domain: `${tenant}-example` },
    claim: 'custom:tenantid',
  };
}

/** The platform on EKS: Network Load Balancers, Route 53, Cognito. */
export function addEksProd(
  app: MeshApp,
  tenants: readonly string[] = ['tenant-a', 'tenant-b'],
): { readonly cluster: Cluster; readonly platform: Platform } {
  const cluster = new Cluster(app, 'eks-prod', {
    target: Target.eks({ region: REGION, addresses: { apiServer: API_SERVER } }),
    repository: REPOSITORY,
    externalFacts: ['vpc_id', ...tenants.map(userPoolFact)],
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported', lifetime: '87600h' },
    gatewayIssuer: {
      kind: 'acme-route53',
      email: 'platform@example.com',
      region: REGION,
      dnsZones: ['example.com'],
    },
    eks: { vpcId: fact('vpc_id', 'vpc-0123456789abcdef0') },
    dns: { domainFilters: ['example.com'] },
  });
  addTenant(cluster, platform, 'tenant-a', withCognito('tenant-a', { kind: 'shared' }));
  addTenant(
    cluster,
    platform,
    'tenant-b',
    withCognito('tenant-b', { kind: 'dedicated', exposure: { kind: 'nlb-controller' } }),
  );
  return { cluster, platform };
}
