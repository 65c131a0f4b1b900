import { Cluster, Platform, Target, fact, type MeshApp } from 'tenant-mesh';
import { addTenant } from './tenants.js';

const REGION = 'eu-central-1';

/** Subnets of the control plane's interfaces, and the Service in front of it. */
const ADDRESSES = { apiServer: ['10.0.0.0/28', '10.0.0.16/28', '10.0.0.32/28', '172.20.0.1/32'] } as const;

/** The cluster: EKS, a Network Load Balancer in front, a Cognito user pool for sign-in. */
export function addCluster(app: MeshApp): void {
  const cluster = new Cluster(app, 'prod', {
    target: Target.eks({ region: REGION, addresses: ADDRESSES }),
    repository: { url: 'ssh://git@git.example.com/platform/fleet.git', branch: 'main' },
    // Known once AWS made them: whoever makes them puts them into the ConfigMap `cluster-facts`.
    externalFacts: ['vpc_id', 'tenant_a_user_pool_id'],
  });
  const platform = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'acme-route53', email: 'platform@example.com', region: REGION, dnsZones: ['example.com'] },
    eks: { vpcId: fact('vpc_id', 'vpc-0123456789abcdef0') },
    dns: { domainFilters: ['example.com'] },
    flux: { imageAutomation: { branch: 'main' } },
  });
  const userPoolId = fact('tenant_a_user_pool_id', `${REGION}_aBcDeFgHi`);
  addTenant(cluster, platform, 'tenant-a', {
    issuer: { kind: 'cognito', region: REGION, userPoolId, domain: 'tenant-a-login' },
    claim: 'custom:tenantid',
  });
}
