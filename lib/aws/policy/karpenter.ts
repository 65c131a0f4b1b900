import type { Input, Output } from '@pulumi/pulumi';
import { partitionOf } from '../arn.js';
import type { Conditions, Statement } from './document.js';

/** What Karpenter's rights are about. */
export interface KarpenterScope {
  /** Region of the cluster. */
  readonly region: string;
  /** Name of the cluster. */
  readonly clusterName: string;
  /** ARN of the cluster. */
  readonly clusterArn: Output<string>;
  /** Account of the cluster. */
  readonly account: Output<string>;
  /** ARN of the role of its nodes. */
  readonly nodeRoleArn: Input<string>;
  /** ARN of the queue of interruptions. */
  readonly queueArn: Input<string>;
}

const MADE = ['fleet', 'instance', 'launch-template', 'network-interface', 'volume'] as const;

/**
 * What Karpenter may do: make and end machines that bear the tag of this cluster, and no other.
 *
 * @see https://karpenter.sh/docs/reference/cloudformation/
 */
export function karpenterStatements(scope: KarpenterScope): readonly Statement[] {
  return [...machines(scope), ...instanceProfiles(scope), ...reading(scope)];
}

function owned(key: 'RequestTag' | 'ResourceTag', { clusterName }: KarpenterScope): Record<string, string> {
  return { [`aws:${key}/kubernetes.io/cluster/${clusterName}`]: 'owned' };
}

function ofPool(key: 'RequestTag' | 'ResourceTag'): Record<string, string> {
  return { [`aws:${key}/karpenter.sh/nodepool`]: '*' };
}

function machines(scope: KarpenterScope): readonly Statement[] {
  const ec2 = (kinds: readonly string[], account = '*') =>
    kinds.map((kind) => `arn:${partitionOf(scope.region)}:ec2:${scope.region}:${account}:${kind}/*`);
  return [
    {
      sid: 'UseWhatIsThere',
      actions: ['ec2:CreateFleet', 'ec2:RunInstances'],
      resources: [
        ...ec2(['image', 'snapshot'], ''),
        ...ec2(['launch-template', 'security-group', 'spot-instances-request', 'subnet']),
      ],
    },
    {
      sid: 'MakeTagged',
      actions: ['ec2:CreateFleet', 'ec2:CreateLaunchTemplate', 'ec2:RunInstances'],
      resources: ec2(MADE),
      conditions: { StringEquals: owned('RequestTag', scope), StringLike: ofPool('RequestTag') },
    },
    {
      sid: 'TagWhatIsMade',
      actions: ['ec2:CreateTags'],
      resources: ec2(MADE),
      conditions: {
        StringEquals: {
          ...owned('RequestTag', scope),
          'ec2:CreateAction': ['CreateFleet', 'CreateLaunchTemplate', 'RunInstances'],
        },
        StringLike: ofPool('RequestTag'),
      },
    },
    {
      sid: 'NameItsOwn',
      actions: ['ec2:CreateTags'],
      resources: ec2(['instance']),
      conditions: {
        StringEquals: owned('ResourceTag', scope),
        StringLike: ofPool('ResourceTag'),
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['Name', 'eks:eks-cluster-name', 'karpenter.sh/nodeclaim'] },
      },
    },
    {
      sid: 'EndItsOwn',
      actions: ['ec2:DeleteLaunchTemplate', 'ec2:TerminateInstances'],
      resources: ec2(['instance', 'launch-template']),
      conditions: { StringEquals: owned('ResourceTag', scope), StringLike: ofPool('ResourceTag') },
    },
  ];
}

function instanceProfiles(scope: KarpenterScope): readonly Statement[] {
  const { region, account } = scope;
  const profiles = account.apply((id) => `arn:${partitionOf(region)}:iam::${id}:instance-profile/*`);
  const inRegion = (key: 'RequestTag' | 'ResourceTag') => ({
    ...owned(key, scope),
    [`aws:${key}/topology.kubernetes.io/region`]: region,
  });
  const ofClass = (key: 'RequestTag' | 'ResourceTag') => ({ [`aws:${key}/karpenter.sh/ec2nodeclass`]: '*' });
  const both = (key: 'RequestTag' | 'ResourceTag'): Conditions => ({
    StringEquals: inRegion(key),
    StringLike: ofClass(key),
  });
  return [
    {
      sid: 'PassNodeRole',
      actions: ['iam:PassRole'],
      resources: [scope.nodeRoleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
    {
      sid: 'MakeProfile',
      actions: ['iam:CreateInstanceProfile'],
      resources: [profiles],
      conditions: both('RequestTag'),
    },
    {
      sid: 'TagProfile',
      actions: ['iam:TagInstanceProfile'],
      resources: [profiles],
      conditions: {
        StringEquals: { ...inRegion('ResourceTag'), ...inRegion('RequestTag') },
        StringLike: { ...ofClass('ResourceTag'), ...ofClass('RequestTag') },
      },
    },
    {
      sid: 'ChangeItsProfiles',
      actions: ['iam:AddRoleToInstanceProfile', 'iam:DeleteInstanceProfile', 'iam:RemoveRoleFromInstanceProfile'],
      resources: [profiles],
      conditions: both('ResourceTag'),
    },
    { sid: 'ReadProfiles', actions: ['iam:GetInstanceProfile'], resources: [profiles] },
  ];
}

function reading(scope: KarpenterScope): readonly Statement[] {
  const { region } = scope;
  return [
    {
      sid: 'ReadRegion',
      actions: [
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeImages',
        'ec2:DescribeInstanceTypeOfferings',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeInstances',
        'ec2:DescribeLaunchTemplates',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSpotPriceHistory',
        'ec2:DescribeSubnets',
      ],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': region } },
    },
    { sid: 'ReadPrices', actions: ['pricing:GetProducts'], resources: ['*'] },
    {
      sid: 'ReadImageNames',
      actions: ['ssm:GetParameter'],
      resources: [`arn:${partitionOf(region)}:ssm:${region}::parameter/aws/service/*`],
    },
    {
      sid: 'ReadInterruptions',
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
      resources: [scope.queueArn],
    },
    { sid: 'FindCluster', actions: ['eks:DescribeCluster'], resources: [scope.clusterArn] },
  ];
}
