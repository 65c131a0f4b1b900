import type { Output, Resource } from '@pulumi/pulumi';
import type { AwsComponent } from '../component.js';
import { serviceTrust } from '../policy/trust.js';
import { aws } from '../sdk.js';
import type { AutoCompute } from './compute-props.js';
import type { EksClusterProps } from './props.js';
import { makeRole, type MadeRole } from './roles.js';

/** The control plane, and what is known of it. */
export interface ControlPlane {
  /** The cluster itself, for `dependsOn`. */
  readonly resource: Resource;
  /** Name of the cluster. */
  readonly clusterName: Output<string>;
  /** ARN of the cluster. */
  readonly clusterArn: Output<string>;
  /** URL of the API server. */
  readonly endpoint: Output<string>;
  /** Certificate that the API server is known by, in base64. */
  readonly certificateAuthority: Output<string>;
  /** Security group that EKS makes for the control plane. */
  readonly securityGroupId: Output<string>;
  /** URL of the issuer of tokens of service accounts. */
  readonly issuer: Output<string>;
}

const LOG_TYPES = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] as const;

/** Policies that Auto Mode needs beside the usual one. */
const AUTO_POLICIES = [
  'AmazonEKSBlockStoragePolicy',
  'AmazonEKSComputePolicy',
  'AmazonEKSLoadBalancingPolicy',
  'AmazonEKSNetworkingPolicy',
] as const;

/** Makes the control plane, with its key, its logs and its role. */
export function makeControlPlane(owner: AwsComponent, props: EksClusterProps): ControlPlane {
  const { network } = props;
  const auto = props.compute.kind === 'auto' ? props.compute : undefined;
  const role = makeRole(owner, network.region, {
    id: 'cluster',
    description: `Control plane of ${network.clusterName}`,
    trust: serviceTrust('eks.amazonaws.com', ['sts:AssumeRole', ...(auto === undefined ? [] : ['sts:TagSession'])]),
    managed: ['AmazonEKSClusterPolicy', ...(auto === undefined ? [] : AUTO_POLICIES)],
  });
  const logs = makeLogs(owner, props);
  const inputs = {
    name: network.clusterName,
    version: props.version,
    roleArn: role.arn,
    accessConfig: {
      authenticationMode: 'API',
      bootstrapClusterCreatorAdminPermissions: props.bootstrapClusterCreatorAdminPermissions ?? false,
    },
    // The built-in copies would stand beside the add-ons of EKS, which are the ones that are kept up to date.
    bootstrapSelfManagedAddons: false,
    enabledClusterLogTypes: [...LOG_TYPES],
    encryptionConfig: { provider: { keyArn: makeKey(owner, network.clusterName) }, resources: ['secrets'] },
    vpcConfig: vpcConfig(props),
    upgradePolicy: { supportType: props.supportType ?? 'STANDARD' },
    deletionProtection: owner.keeps,
    ...autoMode(owner, props, auto),
    tags: owner.tagged('cluster'),
  };
  const after = { dependsOn: [logs, network, ...role.policies] };
  const cluster = new (aws('eks').Cluster)(owner.child('cluster'), inputs, owner.kept(after));
  return {
    resource: cluster,
    clusterName: cluster.name,
    clusterArn: cluster.arn,
    endpoint: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthority.data,
    securityGroupId: cluster.vpcConfig.clusterSecurityGroupId,
    issuer: cluster.identities.apply((identities) => identities[0]?.oidcs[0]?.issuer ?? ''),
  };
}

/** Auto Mode makes nodes in the subnets of the cluster, so there these are the private ones. */
function vpcConfig({ network, compute, endpoint }: EksClusterProps) {
  const subnets = compute.kind === 'auto' ? network.privateSubnetIds : network.controlPlaneSubnetIds;
  return {
    subnetIds: [...subnets],
    endpointPrivateAccess: true,
    endpointPublicAccess: endpoint.kind === 'public',
    ...(endpoint.kind === 'public' ? { publicAccessCidrs: [...endpoint.publicAccessCidrs] } : {}),
  };
}

/** What Auto Mode switches on; all three parts stand or fall together. */
function autoMode(owner: AwsComponent, { serviceIpv4Cidr, network }: EksClusterProps, auto: AutoCompute | undefined) {
  const services = { ipFamily: 'ipv4', serviceIpv4Cidr: serviceIpv4Cidr ?? '172.20.0.0/16' };
  if (auto === undefined) return { kubernetesNetworkConfig: services };
  const nodePools = auto.nodePools ?? ['general-purpose', 'system'];
  return {
    computeConfig: {
      enabled: true,
      nodePools: [...nodePools],
      ...(nodePools.length === 0 ? {} : { nodeRoleArn: autoNodeRole(owner, network.region).arn }),
    },
    kubernetesNetworkConfig: { ...services, elasticLoadBalancing: { enabled: true } },
    storageConfig: { blockStorage: { enabled: true } },
  };
}

function autoNodeRole(owner: AwsComponent, region: string): MadeRole {
  return makeRole(owner, region, {
    id: 'auto-nodes',
    description: 'Nodes of EKS Auto Mode',
    trust: serviceTrust('ec2.amazonaws.com'),
    managed: ['AmazonEC2ContainerRegistryPullOnly', 'AmazonEKSWorkerNodeMinimalPolicy'],
  });
}

/** Without its key the Secrets of the cluster are lost, and it cannot be made again. */
function makeKey(owner: AwsComponent, clusterName: string): Output<string> {
  const key = new (aws('kms').Key)(
    owner.child('secrets'),
    { description: `Secrets of ${clusterName}`, enableKeyRotation: true, tags: owner.tagged('secrets') },
    owner.kept(),
  );
  const alias = { name: `alias/eks/${clusterName}`, targetKeyId: key.keyId };
  new (aws('kms').Alias)(owner.child('secrets'), alias, owner.below());
  return key.arn;
}

/** Made before the cluster, which else makes a log group without an end of its logs. */
function makeLogs(owner: AwsComponent, { network, logRetentionInDays }: EksClusterProps): Resource {
  const inputs = {
    name: `/aws/eks/${network.clusterName}/cluster`,
    retentionInDays: logRetentionInDays ?? 90,
    tags: owner.tagged('logs'),
  };
  return new (aws('cloudwatch').LogGroup)(owner.child('logs'), inputs, owner.below());
}
