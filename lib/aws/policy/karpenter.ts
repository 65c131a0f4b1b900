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
  return [...making(scope), ...keeping(scope), passing(scope), ...instanceProfiles(scope), ...reading(scope)];
}

function owned(key: 'RequestTag' | 'ResourceTag', { clusterName }: KarpenterScope): Record<string, string> {
  return { [`aws:${key}/kubernetes.io/cluster/${clusterName}`]: 'owned' };
}

function ofPool(key: 'RequestTag' | 'ResourceTag'): Record<string, string> {
  return { [`aws:${key}/karpenter.sh/nodepool`]: '*' };
}

function ec2Arns({ region }: KarpenterScope, kinds: readonly string[], account = '*'): readonly string[] {
  return kinds.map((kind) => `arn:${partitionOf(region)}:ec2:${region}:${account}:${kind}/*`);
}

function making(scope: KarpenterScope): readonly Statement[] {
  return [
    {
      sid: 'UseWhatIsThere',
      actions: ['ec2:CreateFleet', 'ec2:RunInstances'],
      resources: [
        ...ec2Arns(scope, ['image', 'snapshot'], ''),
        ...ec2Arns(scope, ['launch-template', 'security-group', 'spot-instances-request', 'subnet']),
      ],
    },
    {
      sid: 'MakeTagged',
      actions: ['ec2:CreateFleet', 'ec2:CreateLaunchTemplate', 'ec2:RunInstances'],
      resources: ec2Arns(scope, MADE),
      conditions: { StringEquals: owned('RequestTag', scope), StringLike: ofPool('RequestTag') },
    },
    {
      sid: 'TagWhatIsMade',
      actions: ['ec2:CreateTags'],
      resources: ec2Arns(scope, MADE),
      conditions: {
        StringEquals: {
          ...owned('RequestTag', scope),
          'ec2:CreateAction': ['CreateFleet', 'CreateLaunchTemplate', 'RunInstances'],
        },
        StringLike: ofPool('RequestTag'),
      },
    },
  ];
}

function keeping(scope: KarpenterScope): readonly Statement[] {
  return [
    {
      sid: 'NameItsOwn',
      actions: ['ec2:CreateTags'],
      resources: ec2Arns(scope, ['instance']),
      conditions: {
        StringEquals: owned('ResourceTag', scope),
        StringLike: ofPool('ResourceTag'),
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['Name', 'eks:eks-cluster-name', 'karpenter.sh/nodeclaim'] },
      },
    },
    {
      sid: 'EndItsOwn',
      actions: ['ec2:DeleteLaunchTemplate', 'ec2:TerminateInstances'],
      resources: ec2Arns(scope, ['instance', 'launch-template']),
      conditions: { StringEquals: owned('ResourceTag', scope), StringLike: ofPool('ResourceTag') },
    },
  ];
}

function passing({ nodeRoleArn }: KarpenterScope): Statement {
  return {
    sid: 'PassNodeRole',
    actions: ['iam:PassRole'],
    resources: [nodeRoleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
  };
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
