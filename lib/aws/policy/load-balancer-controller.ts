import { partitionOf } from '../arn.js';
import type { Conditions, Statement } from './document.js';

const TAG = 'elbv2.k8s.aws/cluster';

/** Looks that AWS ties to no resource. */
const READ = [
  'acm:ListCertificates',
  'ec2:DescribeAccountAttributes',
  'ec2:DescribeAddresses',
  'ec2:DescribeAvailabilityZones',
  'ec2:DescribeInstances',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeIpamPools',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
  'ec2:DescribeVpcPeeringConnections',
  'ec2:DescribeVpcs',
  'elasticloadbalancing:DescribeCapacityReservation',
  'elasticloadbalancing:DescribeListenerAttributes',
  'elasticloadbalancing:DescribeListenerCertificates',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancerAttributes',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeSSLPolicies',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'elasticloadbalancing:DescribeTrustStores',
] as const;

/** What the controller made bears this tag with the name of the cluster. */
function own(key: 'RequestTag' | 'ResourceTag', clusterName: string): Conditions {
  return { StringEquals: { [`aws:${key}/${TAG}`]: clusterName } };
}

/**
 * What the AWS load balancer controller may do. It changes and deletes only what bears the tag of its cluster, so two
 * clusters of one account do not reach each other's load balancers.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
export function loadBalancerControllerStatements(region: string, clusterName: string): readonly Statement[] {
  return [
    ...reading(region),
    ...groups(region, clusterName),
    ...making(region, clusterName),
    ...changing(region, clusterName),
  ];
}

function reading(region: string): readonly Statement[] {
  return [
    {
      sid: 'LinkServiceRole',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [
        `arn:${partitionOf(region)}:iam::*:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing`,
      ],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    },
    {
      sid: 'Read',
      actions: READ,
      resources: ['*'],
    },
    {
      sid: 'ReadCertificates',
      actions: ['acm:DescribeCertificate'],
      resources: [`arn:${partitionOf(region)}:acm:${region}:*:certificate/*`],
    },
    {
      sid: 'ReadGroups',
      actions: ['ec2:GetSecurityGroupsForVpc'],
      resources: [`arn:${partitionOf(region)}:ec2:${region}:*:vpc/*`],
    },
  ];
}

function groups(region: string, clusterName: string): readonly Statement[] {
  const securityGroups = `arn:${partitionOf(region)}:ec2:${region}:*:security-group/*`;
  return [
    {
      sid: 'MakeGroups',
      actions: ['ec2:CreateSecurityGroup'],
      resources: [`arn:${partitionOf(region)}:ec2:${region}:*:vpc/*`],
    },
    {
      sid: 'MakeTaggedGroups',
      actions: ['ec2:CreateSecurityGroup'],
      resources: [securityGroups],
      conditions: own('RequestTag', clusterName),
    },
    {
      sid: 'TagNewGroups',
      actions: ['ec2:CreateTags'],
      resources: [securityGroups],
      conditions: {
        StringEquals: { ...own('RequestTag', clusterName)['StringEquals'], 'ec2:CreateAction': 'CreateSecurityGroup' },
      },
    },
    {
      sid: 'ChangeItsGroups',
      actions: ['ec2:CreateTags', 'ec2:DeleteSecurityGroup', 'ec2:DeleteTags'],
      resources: [securityGroups],
      conditions: own('ResourceTag', clusterName),
    },
    {
      // Rules of its own groups, and of the nodes' that let its load balancers in.
      sid: 'OpenNodes',
      actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [securityGroups],
    },
  ];
}

/** ARNs of what the controller makes: load balancers with their target groups, and listeners. */
function arnsOf(region: string): Readonly<Record<'balancers' | 'whole' | 'listeners', readonly string[]>> {
  const arns = (...kinds: readonly string[]): readonly string[] =>
    kinds.map((kind) => `arn:${partitionOf(region)}:elasticloadbalancing:${region}:*:${kind}`);
  return {
    balancers: arns('loadbalancer/net/*/*'),
    whole: arns('loadbalancer/net/*/*', 'targetgroup/*/*'),
    listeners: arns('listener/net/*/*/*', 'listener-rule/net/*/*/*/*'),
  };
}

function elb(...names: readonly string[]): readonly string[] {
  return names.map((name) => `elasticloadbalancing:${name}`);
}

function making(region: string, clusterName: string): readonly Statement[] {
  const { balancers, whole, listeners } = arnsOf(region);
  return [
    {
      sid: 'MakeBalancers',
      actions: elb('CreateLoadBalancer', 'CreateTargetGroup'),
      resources: whole,
      conditions: own('RequestTag', clusterName),
    },
    {
      sid: 'MakeListeners',
      actions: elb('CreateListener'),
      resources: balancers,
      conditions: own('ResourceTag', clusterName),
    },
    {
      sid: 'TagNew',
      actions: elb('AddTags'),
      resources: [...whole, ...listeners],
      conditions: {
        StringEquals: {
          ...own('RequestTag', clusterName)['StringEquals'],
          'elasticloadbalancing:CreateAction': ['CreateListener', 'CreateLoadBalancer', 'CreateTargetGroup'],
        },
      },
    },
  ];
}

function changing(region: string, clusterName: string): readonly Statement[] {
  const { whole, listeners } = arnsOf(region);
  return [
    {
      sid: 'ChangeItsOwn',
      actions: elb(
        'AddTags',
        'DeleteLoadBalancer',
        'DeleteTargetGroup',
        'DeregisterTargets',
        'ModifyCapacityReservation',
        'ModifyIpPools',
        'ModifyLoadBalancerAttributes',
        'ModifyTargetGroup',
        'ModifyTargetGroupAttributes',
        'RegisterTargets',
        'RemoveTags',
        'SetIpAddressType',
        'SetSecurityGroups',
        'SetSubnets',
      ),
      resources: whole,
      conditions: own('ResourceTag', clusterName),
    },
    {
      sid: 'ChangeItsListeners',
      actions: elb(
        'AddListenerCertificates',
        'AddTags',
        'DeleteListener',
        'ModifyListener',
        'ModifyListenerAttributes',
        'RemoveListenerCertificates',
        'RemoveTags',
      ),
      resources: listeners,
      conditions: own('ResourceTag', clusterName),
    },
  ];
}
