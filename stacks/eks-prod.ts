import { Cluster, Platform, Target, fact, type MeshApp, type PlatformProps, type TenantGateway } from 'tenant-mesh';
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

/** So is the client in that pool, which the tokens of users are for. */
export function clientFact(tenant: string): string {
  return `${tenant.replaceAll('-', '_')}_client_id`;
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
    client: fact(clientFact(tenant), '0123456789abcdefghijklmnop'),
  };
}

/** Fact with the ARN of the private CA, where that is the root of the mesh. */
export const MESH_CA_FACT = 'mesh_ca_arn';

/** What a program may decide about the platform on EKS. */
export interface EksProdOptions {
  /**
   * Tenants whose user pools and clients are facts.
   * @default - those of the platform
   */
  readonly tenants?: readonly string[];
  /**
   * Who keeps the root of the mesh: somebody who supplies it as a Secret, or AWS Private CA.
   * @default 'imported'
   */
  readonly root?: 'imported' | 'aws-pca';
  /**
   * What tenants keep at AWS: the mesh lets their pods out to it, and to the agent that has their credentials. S3 has
   * public addresses, so the network then lets pods of tenants out to port 443 of any, and their proxies to their own
   * bucket alone.
   * @default 'none'
   */
  readonly data?: 'none' | 'documents';
}

/** The platform on EKS: Network Load Balancers, Route 53, Cognito. */
export function addEksProd(
  app: MeshApp,
  options: EksProdOptions = {},
): { readonly cluster: Cluster; readonly platform: Platform } {
  const { tenants = ['tenant-a', 'tenant-b'], root = 'imported', data = 'none' } = options;
  const cluster = new Cluster(app, 'eks-prod', {
    target: Target.eks({ region: EKS_REGION, addresses: { apiServer: API_SERVER } }),
    repository: REPOSITORY,
    externalFacts: ['vpc_id', ...(root === 'aws-pca' ? [MESH_CA_FACT] : []), ...tenants.flatMap(signInFacts)],
  });
  const platform = new Platform(cluster, 'platform', {
    root: rootOf(root),
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
  for (const { name, namespace } of data === 'documents' ? added : []) {
    openAwsEgress(namespace, { region: EKS_REGION, credentials: 'pod-identity', buckets: [documentsBucket(name)] });
  }
  return { cluster, platform };
}

function signInFacts(tenant: string): readonly string[] {
  return [userPoolFact(tenant), clientFact(tenant)];
}

function rootOf(root: 'imported' | 'aws-pca'): PlatformProps['root'] {
  switch (root) {
    case 'imported':
      return { kind: 'imported', lifetime: '87600h', notAfter: '2036-11-01' };
    case 'aws-pca': {
      const sample = `arn:aws:acm-pca:${EKS_REGION}:123456789012:certificate-authority/00000000-0000-0000-0000-000000000000`;
      return {
        kind: 'aws-pca',
        arn: fact(MESH_CA_FACT, sample),
        region: EKS_REGION,
        mode: 'general-purpose',
        pathLength: 1,
      };
    }
  }
}
