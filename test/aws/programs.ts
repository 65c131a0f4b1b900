import {
  EksCluster,
  EksNetwork,
  MeshCa,
  TenantData,
  TenantIdentity,
  TenantLogin,
  type EksClusterProps,
  type EksCompute,
  type TenantCredentials,
} from 'tenant-mesh/pulumi/eks';
import { recordPulumi, type Recording } from 'tenant-mesh/testing/pulumi';

export const REGION = 'eu-central-1';
export const CLUSTER = 'eks-prod';
const ADMIN = 'arn:aws:iam::123456789012:role/platform-admins';

/** A network as most programs have it. */
export function makeNetwork(): EksNetwork {
  return new EksNetwork('prod', { kind: 'new', region: REGION, clusterName: CLUSTER });
}

export const MANAGED: EksCompute = {
  kind: 'managed',
  nodeGroups: { general: { instanceTypes: ['m7i.large'], scaling: { min: 3, max: 9 } } },
};
export const KARPENTER: EksCompute = {
  kind: 'karpenter',
  system: { os: 'bottlerocket', instanceTypes: ['m7g.large'], architecture: 'arm64', scaling: { min: 2, max: 3 } },
};
export const AUTO: EksCompute = { kind: 'auto' };

/** A cluster, of which a test says what it is about. */
export function makeCluster(props: Partial<EksClusterProps> = {}): EksCluster {
  return new EksCluster('prod', {
    network: props.network ?? makeNetwork(),
    version: '1.35',
    compute: MANAGED,
    endpoint: { kind: 'private' },
    access: { admins: { kind: 'policy', policy: 'AmazonEKSClusterAdminPolicy', principalArn: ADMIN } },
    hostedZoneIds: ['Z0123456789ABCDEFGHIJ'],
    ...props,
  });
}

/** The smallest cluster, for tests that are about something else. */
export function makeSmall(props: Partial<EksClusterProps> = {}): EksCluster {
  const network = new EksNetwork('small', {
    kind: 'existing',
    region: REGION,
    clusterName: CLUSTER,
    vpcId: 'vpc-0123456789abcdef0',
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    subnetTags: 'add',
  });
  return makeCluster({ network, compute: AUTO, hostedZoneIds: [], ...props });
}

/** Records a program in the region of these tests. */
export function record(program: () => unknown, preview = false): Promise<Recording> {
  return recordPulumi(program, { project: 'mesh', stack: 'eks-prod', preview });
}

/** A tenant with everything that a tenant can have. */
export function makeTenant(tenant: string, cluster: EksCluster, credentials: TenantCredentials): Tenant {
  const identity = new TenantIdentity(tenant, { cluster, serviceAccounts: ['rag-api'], credentials });
  const data = new TenantData(tenant, {
    identity,
    buckets: {
      documents: { kind: 'own', bucketName: `example-${tenant}-documents` },
      shared: { kind: 'prefix', bucketName: 'example-shared-models', access: 'read' },
    },
    tables: {
      sessions: { kind: 'own', hashKey: { name: 'id', type: 'S' }, ttlAttribute: 'expires' },
      history: { kind: 'leading-keys', tableName: 'chat-history' },
    },
    models: [
      { kind: 'foundation-model', modelId: 'amazon.titan-embed-text-v2:0' },
      {
        kind: 'inference-profile',
        profileId: 'eu.anthropic.claude-sonnet-4-20250514-v1:0',
        regions: ['eu-central-1', 'eu-west-1'],
      },
    ],
    repositories: { 'rag-api': { pushRoleArns: [`arn:aws:iam::123456789012:role/${tenant}-builds`] } },
  });
  const login = new TenantLogin(tenant, {
    region: REGION,
    hosts: [`${tenant}.example.com`],
    domain: `${tenant}-example`,
  });
  return { identity, data, login };
}

/** The parts of a tenant. */
export interface Tenant {
  readonly identity: TenantIdentity;
  readonly data: TenantData;
  readonly login: TenantLogin;
}

/** Every component in one program. */
export function makeEverything(compute: EksCompute = MANAGED): void {
  const cluster = makeCluster({ compute });
  makeTenant('tenant-a', cluster, { kind: 'pod-identity' });
  makeTenant('tenant-b', cluster, { kind: 'irsa' });
  const root = new MeshCa('mesh', { kind: 'root', cluster, commonName: 'mesh root', organization: 'Example' });
  new MeshCa('hard', { kind: 'leaf-issuer', cluster, commonName: 'hard tenant', parentArn: root.arn });
  new MeshCa('below', { kind: 'subordinate', cluster, commonName: 'below', parentArn: root.arn, pathLength: 1 });
}

/** A cluster in subnets that somebody else made, open to one office, with nodes in a group of their own. */
export function makeExisting(): EksCluster {
  const network = new EksNetwork('old', {
    kind: 'existing',
    region: REGION,
    clusterName: 'eks-old',
    vpcId: 'vpc-0123456789abcdef0',
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    publicSubnetIds: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'],
    subnetTags: 'add',
  });
  const nodes = { instanceTypes: ['m7i.large'], scaling: { min: 1, max: 3 } };
  return new EksCluster('old', {
    network,
    version: '1.34',
    compute: {
      kind: 'managed',
      nodeSecurity: 'own',
      nodeGroups: {
        spot: { ...nodes, os: 'bottlerocket', capacityType: 'SPOT', labels: { 'example.com/spot': 'true' } },
        tainted: { ...nodes, taints: [{ key: 'example.com/batch', value: 'true', effect: 'NO_SCHEDULE' }] },
      },
    },
    endpoint: { kind: 'public', publicAccessCidrs: ['203.0.113.0/24'] },
    access: {
      admins: { kind: 'policy', policy: 'AmazonEKSClusterAdminPolicy', principalArn: ADMIN },
      viewers: { kind: 'policy', policy: 'AmazonEKSViewPolicy', principalArn: ADMIN, namespaces: ['tenant-a'] },
      developers: { kind: 'groups', principalArn: ADMIN, kubernetesGroups: ['tenant-a-developers'] },
    },
    addOnVersions: { 'vpc-cni': 'v1.20.4-eksbuild.2' },
    logRetentionInDays: 30,
  });
}
