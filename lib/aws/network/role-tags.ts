import type { Input, Output } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import type { AwsComponent } from '../component.js';
import { aws } from '../sdk.js';

/**
 * Tags by which the makers of load balancers find public and private subnets.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export const ROLE_TAGS = {
  public: 'kubernetes.io/role/elb',
  private: 'kubernetes.io/role/internal-elb',
} as const;

/** Which load balancers a subnet holds. */
export type SubnetRole = keyof typeof ROLE_TAGS;

/** Tag by which Karpenter finds subnets and security groups. */
export const DISCOVERY_TAG = 'karpenter.sh/discovery';

/** Tags of a subnet of a cluster. */
export function subnetTags(role: SubnetRole, clusterName: string): Readonly<Record<string, string>> {
  return {
    [ROLE_TAGS[role]]: '1',
    [`kubernetes.io/cluster/${clusterName}`]: 'shared',
    ...(role === 'private' ? { [DISCOVERY_TAG]: clusterName } : {}),
  };
}

/** Adds the tags to a subnet that somebody else made. */
export function addTags(owner: AwsComponent, id: string, subnetId: Input<string>, role: SubnetRole, cluster: string) {
  for (const [key, value] of Object.entries(subnetTags(role, cluster))) {
    const short = key === ROLE_TAGS[role] ? 'role' : key === DISCOVERY_TAG ? 'discovery' : 'cluster';
    new (aws('ec2').Tag)(owner.child(`${id}-${short}`), { resourceId: subnetId, key, value }, owner.below());
  }
}

/** The id of a subnet, once its tags are seen to be there. */
export function checkTags(owner: AwsComponent, subnetId: Input<string>, role: SubnetRole): Output<string> {
  return aws('ec2')
    .getSubnetOutput({ id: subnetId }, { parent: owner })
    .apply(({ id, tags }) => checkedSubnet(owner.where, role, id, tags));
}

/** The id of a subnet with these tags; one that load balancers would not find is refused. */
export function checkedSubnet(
  where: string,
  role: SubnetRole,
  id: string,
  tags: Readonly<Partial<Record<string, string>>>,
): string {
  const key = ROLE_TAGS[role];
  if (tags[key] === '1' || tags[key] === '') return id;
  throw new MeshError({
    code: 'TM7104',
    where,
    field: `${role}SubnetIds`,
    what: `subnet ${id} has no tag "${key}", so ${role === 'public' ? 'public' : 'internal'} load balancers cannot be placed`,
    value: tags[key],
    remedy: `Tag it with "${key}" = "1", or write \`subnetTags: 'add'\`.`,
  });
}
