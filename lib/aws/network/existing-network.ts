import type { Input, Output } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import type { AwsComponent } from '../component.js';
import type { NetworkParts } from './new-network.js';
import type { ExistingNetworkProps } from './props.js';
import { addTags, checkTags, type SubnetRole } from './role-tags.js';
import { pulumi } from '../sdk.js';

/** Takes subnets that somebody else made, with their tags checked or added. */
export function takeNetwork(owner: AwsComponent, props: ExistingNetworkProps): NetworkParts {
  const { privateSubnetIds, controlPlaneCidrs = [] } = props;
  refuseOneZone(owner, privateSubnetIds);
  const take = (ids: readonly Input<string>[], role: SubnetRole): readonly Output<string>[] =>
    ids.map((id, at) => takeSubnet(owner, props, `${role}-${at + 1}`, id, role));
  const privateIds = take(privateSubnetIds, 'private');
  const controlPlane = props.controlPlaneSubnetIds?.map((id) => pulumi.output(id));
  return {
    vpcId: pulumi.output(props.vpcId),
    privateSubnetIds: privateIds,
    publicSubnetIds: take(props.publicSubnetIds ?? [], 'public'),
    controlPlaneSubnetIds: controlPlane ?? privateIds,
    controlPlaneCidrs,
    privateCidrs: controlPlane === undefined ? controlPlaneCidrs : [],
  };
}

function takeSubnet(
  owner: AwsComponent,
  { subnetTags = 'check', clusterName }: ExistingNetworkProps,
  id: string,
  subnetId: Input<string>,
  role: SubnetRole,
): Output<string> {
  switch (subnetTags) {
    case 'check':
      return checkTags(owner, subnetId, role);
    case 'add':
      addTags(owner, id, subnetId, role, clusterName);
      return pulumi.output(subnetId);
  }
}

function refuseOneZone(owner: AwsComponent, ids: readonly Input<string>[]): void {
  if (ids.length >= 2) return;
  throw new MeshError({
    code: 'TM7103',
    where: owner.where,
    field: 'privateSubnetIds',
    what: 'EKS asks for subnets in two zones at the least',
    value: ids.length,
    remedy: 'Name a private subnet of each zone.',
  });
}
