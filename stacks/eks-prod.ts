import { Cluster, Platform, Target, fact, type MeshApp, type TenantGateway } from 'tenant-mesh';
import { openAwsEgress } from 'tenant-mesh/eks';
import { REPOSITORY } from './repository.js';
import { addTenant, type TenantPlace } from './tenants.js';

/** Region of the cluster and of all that its tenants keep. */
export const EKS_REGION = 'eu-central-1';

/**
 * Subnets that hold the interfaces of the control plane and nothing else, and the Service in front of it: the VPC CNI
 * judges an address before Services are translated.
 */
const API_SERVER = ['10.0.0.0/28', '10.0.0.16/28', '10.0.0.32/28', '172.20.0.1/32'] as const;

/** The user pool of a tenant is known when it exists: whoever makes it puts its id into the ConfigMap of facts. */
export function userPoolFact(tenant: string): string {
  return `${tenant.replaceAll('-', '_')}_user_pool_id`;
}

/** The bucket of a tenant's documents. */
export function documentsBucket(tenant: string): string {
  return `example-${tenant}-documents`;
}

/** A tenant whose users are in a Cognito user pool of its own. */
export function withCognito(tenant: string, gateway: TenantGateway): TenantPlace {
  const userPoolId = fact(userPoolFact(tenant), `${EKS_REGION}_aBcDeFgHi`);
  return {
    gateway,
    issuer: { kind: 'cognito', region: EKS_REGION, userPoolId, domain: `${tenant}-example` },
    claim: 'custom:tenantid',
  };
}

/**
 * The platform on EKS: Network Load Balancers, Route 53, Cognito.
 *
 * @param app - the app
 * @param tenants - tenants whose user pools are facts
 * @param data - what tenants keep at AWS: the mesh lets their pods out to it, and to the agent with their credentials
 */
export function addEksProd(
  app: MeshApp,
  tenants: readonly string[] = ['tenant-a', 'tenant-b'],
  data: 'none' | 'documents' = 'none',
): { readonly cluster: Cluster; readonly platform: Platform } {
  const cluster = new Cluster(app, 'eks-prod', {
    target: Target.eks({ region: EKS_REGION, addresses: { apiServer: API_SERVER } }),
    repository: REPOSITORY,
    externalFacts: ['vpc_id', ...tenants.map(userPoolFact)],
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported', lifetime: '87600h' },
    gatewayIssuer: {
      kind: 'acme-route53',
      email: 'platform@example.com',
      region: EKS_REGION,
      dnsZones: ['example.com'],
    },
    eks: { vpcId: fact('vpc_id', 'vpc-0123456789abcdef0') },
    dns: { domainFilters: ['example.com'] },
  });
  const own = { kind: 'dedicated', exposure: { kind: 'nlb-controller' } } as const;
  const added = [
    addTenant(cluster, platform, 'tenant-a', withCognito('tenant-a', { kind: 'shared' })),
    addTenant(cluster, platform, 'tenant-b', withCognito('tenant-b', own)),
  ];
  for (const tenant of data === 'documents' ? added : []) {
    const buckets = [documentsBucket(tenant.name)];
    openAwsEgress(tenant.namespace, { region: EKS_REGION, credentials: 'pod-identity', buckets });
  }
  return { cluster, platform };
}
