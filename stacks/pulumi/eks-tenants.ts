import type { Output } from '@pulumi/pulumi';
import type { SecretData } from 'tenant-mesh/pulumi';
import { TenantData, TenantIdentity, TenantLogin, type EksCluster } from 'tenant-mesh/pulumi/eks';
import { clientFact, documentsBucket, userPoolFact } from '../eks-prod.js';

/** What a tenant of the reference platform is and keeps at AWS. */
export interface EksTenant {
  readonly name: string;
  readonly identity: TenantIdentity;
  readonly data: TenantData;
  readonly login: TenantLogin;
}

/** Its API reads documents from a bucket of its own; its images have repositories, and its users a pool. */
export function addEksTenant(name: string, cluster: EksCluster): EksTenant {
  const identity = new TenantIdentity(name, { cluster, serviceAccounts: ['rag-api'] });
  const data = new TenantData(name, {
    identity,
    buckets: { documents: { kind: 'own', bucketName: documentsBucket(name) } },
    repositories: { 'app-ui': {}, 'rag-api': {} },
  });
  const login = new TenantLogin(name, {
    region: cluster.region,
    hosts: [`${name}.example.com`],
    domain: `${name}-example`,
  });
  return { name, identity, data, login };
}

/** Facts of the user pools and of the clients in them. */
export function signInFacts(tenants: readonly EksTenant[]): Readonly<Record<string, Output<string>>> {
  return Object.fromEntries(
    tenants.flatMap(({ name, login }) => [
      [userPoolFact(name), login.userPoolId],
      [clientFact(name), login.clientId],
    ]),
  );
}

/** Secrets that the sign-in of each tenant reads. */
export function signInSecrets(tenants: readonly EksTenant[]): Readonly<Record<string, SecretData>> {
  return Object.fromEntries(tenants.map(({ name, login }) => [`${name}-auth/oauth2-proxy`, login.secret]));
}
