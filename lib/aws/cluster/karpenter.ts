import type { Output, Resource } from '@pulumi/pulumi';
import { accountOf } from '../arn.js';
import type { AwsComponent } from '../component.js';
import { DISCOVERY_TAG } from '../network/role-tags.js';
import { resourcePolicyText } from '../policy/document.js';
import { karpenterStatements } from '../policy/karpenter.js';
import { aws } from '../sdk.js';
import type { KarpenterCompute } from './compute-props.js';
import type { ControlPlane } from './control-plane.js';
import { makeNodeRole } from './node-group.js';
import type { EksClusterProps } from './props.js';
import { makePodRole } from './roles.js';

/** What Karpenter's chart and node classes must be told. */
export interface KarpenterParts {
  /** Name of the role of its nodes, for `EC2NodeClass.spec.role`. */
  readonly nodeRoleName: Output<string>;
  /** Name of the queue, for `settings.interruptionQueue`. */
  readonly interruptionQueue: Output<string>;
}

/** Events that announce the end of an instance. */
const EVENTS = {
  'spot-interruption': { source: ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] },
  rebalance: { source: ['aws.ec2'], 'detail-type': ['EC2 Instance Rebalance Recommendation'] },
  'state-change': { source: ['aws.ec2'], 'detail-type': ['EC2 Instance State-change Notification'] },
  'scheduled-change': { source: ['aws.health'], 'detail-type': ['AWS Health Event'] },
} as const;

/** Gives Karpenter its queue, its identity, and the nodes it makes a way into the cluster. */
export function makeKarpenter(
  owner: AwsComponent,
  plane: ControlPlane,
  props: EksClusterProps,
  compute: KarpenterCompute,
): KarpenterParts {
  const { region, clusterName } = props.network;
  const nodes = makeNodeRole(owner, region, 'karpenter-nodes');
  const entry = {
    clusterName: plane.clusterName,
    principalArn: nodes.arn,
    type: 'EC2_LINUX',
    tags: owner.tagged('karpenter-nodes'),
  };
  new (aws('eks').AccessEntry)(owner.child('karpenter-nodes'), entry, owner.below({ dependsOn: [...nodes.policies] }));
  const queue = makeQueue(owner, clusterName);
  makePodRole(
    owner,
    { ...plane, region },
    {
      id: 'karpenter',
      description: 'Karpenter',
      namespace: compute.namespace ?? 'kube-system',
      serviceAccount: 'karpenter',
      statements: karpenterStatements({
        region,
        clusterName,
        clusterArn: plane.clusterArn,
        account: accountOf(plane.clusterArn),
        nodeRoleArn: nodes.arn,
        queueArn: queue.arn,
      }),
    },
  );
  tagSecurityGroup(owner, plane, clusterName, compute);
  return { nodeRoleName: nodes.name, interruptionQueue: queue.name };
}

/** EKS makes the group of the cluster, so its tag stands apart; a group of the nodes' own has it already. */
function tagSecurityGroup(
  owner: AwsComponent,
  plane: ControlPlane,
  clusterName: string,
  { nodeSecurity = 'cluster' }: KarpenterCompute,
): Resource | undefined {
  if (nodeSecurity === 'own') return undefined;
  const inputs = { resourceId: plane.securityGroupId, key: DISCOVERY_TAG, value: clusterName };
  return new (aws('ec2').Tag)(owner.child('karpenter-discovery'), inputs, owner.below());
}

function makeQueue(owner: AwsComponent, clusterName: string): { arn: Output<string>; name: Output<string> } {
  const id = 'interruptions';
  const queue = new (aws('sqs').Queue)(
    owner.child(id),
    { name: clusterName, messageRetentionSeconds: 300, sqsManagedSseEnabled: true, tags: owner.tagged(id) },
    owner.below(),
  );
  const policy = resourcePolicyText([
    {
      sid: 'Events',
      principal: { Service: 'events.amazonaws.com' },
      actions: ['sqs:SendMessage'],
      resources: [queue.arn],
      conditions: { StringEquals: { 'aws:SourceAccount': accountOf(queue.arn) } },
    },
    {
      sid: 'TlsOnly',
      effect: 'Deny',
      principal: '*',
      actions: ['sqs:*'],
      resources: [queue.arn],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
  new (aws('sqs').QueuePolicy)(owner.child(id), { queueUrl: queue.url, policy }, owner.below());
  for (const [event, pattern] of Object.entries(EVENTS)) {
    const rule = new (aws('cloudwatch').EventRule)(
      owner.child(event),
      {
        description: 'Tells Karpenter of nodes that end',
        eventPattern: JSON.stringify(pattern),
        tags: owner.tagged(event),
      },
      owner.below(),
    );
    const target = { rule: rule.name, targetId: 'karpenter', arn: queue.arn };
    new (aws('cloudwatch').EventTarget)(owner.child(event), target, owner.below());
  }
  return { arn: queue.arn, name: queue.name };
}
