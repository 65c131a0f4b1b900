import { EksCluster, EksNetwork, type EksClusterProps, type EksCompute } from 'tenant-mesh/pulumi/eks';
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

/** Records a program in the region of these tests. */
export function record(program: () => unknown, preview = false): Promise<Recording> {
  return recordPulumi(program, { project: 'mesh', stack: 'eks-prod', preview });
}
