import type { Input, Output, Resource } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import type { AwsComponent } from '../component.js';
import { serviceTrust } from '../policy/trust.js';
import { aws } from '../sdk.js';
import type { NodeGroupProps } from './compute-props.js';
import type { ControlPlane } from './control-plane.js';
import { makeRole, type MadeRole } from './roles.js';

/** Images of EKS by operating system and architecture. */
const IMAGES = {
  al2023: { x86_64: 'AL2023_x86_64_STANDARD', arm64: 'AL2023_ARM_64_STANDARD' },
  bottlerocket: { x86_64: 'BOTTLEROCKET_x86_64', arm64: 'BOTTLEROCKET_ARM_64' },
} as const;

/** Disk that holds images and pods. */
const DATA_DISK = { al2023: '/dev/xvda', bottlerocket: '/dev/xvdb' } as const;

/** A node group and where it stands. */
export interface NodeGroupPlan {
  /** Name of the group. */
  readonly id: string;
  /** What was asked for. */
  readonly props: NodeGroupProps;
  /** Subnets of the nodes. */
  readonly subnetIds: readonly Input<string>[];
  /** Their role. */
  readonly role: MadeRole;
  /** Their security group. */
  readonly securityGroupId: Input<string>;
  /** What must stand before the nodes, such as the network add-on. */
  readonly after: readonly Resource[];
}

/** Role of nodes. What the network add-on needs is given to its pods and not to every node. */
export function makeNodeRole(owner: AwsComponent, region: string, id: string): MadeRole {
  return makeRole(owner, region, {
    id,
    description: 'Nodes of the cluster',
    trust: serviceTrust('ec2.amazonaws.com'),
    managed: ['AmazonEC2ContainerRegistryPullOnly', 'AmazonEKSWorkerNodePolicy'],
  });
}

/** Makes a node group with its launch template. */
export function makeNodeGroup(owner: AwsComponent, plane: ControlPlane, plan: NodeGroupPlan): Resource {
  const { id, props, role } = plan;
  const { min, max } = checkedScaling(owner, id, props);
  const os = props.os ?? 'al2023';
  const template = makeTemplate(owner, plan);
  const inputs = {
    clusterName: plane.clusterName,
    nodeRoleArn: role.arn,
    subnetIds: [...plan.subnetIds],
    amiType: IMAGES[os][props.architecture ?? 'x86_64'],
    capacityType: props.capacityType ?? 'ON_DEMAND',
    instanceTypes: [...props.instanceTypes],
    launchTemplate: { id: template.id, version: template.version },
    scalingConfig: { minSize: min, maxSize: max, desiredSize: min },
    updateConfig: { maxUnavailablePercentage: 33 },
    nodeRepairConfig: { enabled: true },
    ...(props.labels === undefined ? {} : { labels: { ...props.labels } }),
    ...(props.taints === undefined ? {} : { taints: [...props.taints] }),
    tags: owner.tagged(`nodes-${id}`),
  };
  const options = { dependsOn: [...role.policies, ...plan.after], ignoreChanges: ['scalingConfig.desiredSize'] };
  return new (aws('eks').NodeGroup)(owner.child(`nodes-${id}`), inputs, owner.below(options));
}

/**
 * Tokens of the metadata service reach no pod: a hop limit of 1 ends them at the node, so that a pod cannot take the
 * role of its node.
 */
function makeTemplate(owner: AwsComponent, plan: NodeGroupPlan): { id: Output<string>; version: Output<string> } {
  const id = `nodes-${plan.id}`;
  const disk = {
    volumeSize: plan.props.diskSize ?? 50,
    volumeType: 'gp3',
    encrypted: 'true',
    deleteOnTermination: 'true',
  };
  const template = new (aws('ec2').LaunchTemplate)(
    owner.child(id),
    {
      description: `Nodes of group ${plan.id}`,
      updateDefaultVersion: true,
      vpcSecurityGroupIds: [plan.securityGroupId],
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [{ deviceName: DATA_DISK[plan.props.os ?? 'al2023'], ebs: disk }],
      tagSpecifications: ['instance', 'volume'].map((resourceType) => ({ resourceType, tags: owner.tagged(id) })),
      tags: owner.tagged(id),
    },
    owner.below(),
  );
  return { id: template.id, version: template.latestVersion.apply(String) };
}

function checkedScaling(owner: AwsComponent, id: string, { scaling, instanceTypes }: NodeGroupProps) {
  const { min, max } = scaling;
  const at = { code: 'TM7108', where: owner.where } as const;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < 1 || min > max) {
    throw new MeshError({
      ...at,
      field: `compute.${id}.scaling`,
      what: 'a group has a whole number of nodes, not more at the least than at the most',
      value: scaling,
      remedy: 'Write for instance { min: 2, max: 6 }.',
    });
  }
  if (instanceTypes.length === 0) {
    throw new MeshError({
      ...at,
      field: `compute.${id}.instanceTypes`,
      what: 'the group names no instance type',
      value: instanceTypes,
      remedy: 'Write for instance ["m7i.large", "m7a.large"].',
    });
  }
  return scaling;
}
