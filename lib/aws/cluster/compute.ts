import type { Resource } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import type { AwsComponent } from '../component.js';
import { BEFORE_NODES, makeAddOns, ON_NODES } from './add-ons.js';
import type { NodeGroupProps, NodeSecurity } from './compute-props.js';
import type { ControlPlane } from './control-plane.js';
import { makeKarpenter, type KarpenterParts } from './karpenter.js';
import { makeNodeGroup, makeNodeRole } from './node-group.js';
import { makeNodeSecurity } from './node-security.js';
import type { EksClusterProps } from './props.js';

/** What pods run on, when it is there. */
export interface ComputeParts {
  /** Nodes and add-ons. */
  readonly ready: readonly Resource[];
  /** Karpenter, where it makes the nodes. */
  readonly karpenter: KarpenterParts | undefined;
}

/** Makes what pods run on. Auto Mode brings nodes and add-ons itself. */
export function makeCompute(owner: AwsComponent, plane: ControlPlane, props: EksClusterProps): ComputeParts {
  const { compute } = props;
  switch (compute.kind) {
    case 'auto':
      return { ready: [], karpenter: undefined };
    case 'managed':
      return {
        ready: makeNodes(owner, plane, props, checkedGroups(owner, compute.nodeGroups), compute.nodeSecurity),
        karpenter: undefined,
      };
    case 'karpenter': {
      const ready = makeNodes(owner, plane, props, { system: compute.system }, compute.nodeSecurity);
      return { ready, karpenter: makeKarpenter(owner, plane, props, compute) };
    }
  }
}

function makeNodes(
  owner: AwsComponent,
  plane: ControlPlane,
  props: EksClusterProps,
  groups: Readonly<Record<string, NodeGroupProps>>,
  security: NodeSecurity = 'cluster',
): readonly Resource[] {
  const { network } = props;
  const before = makeAddOns(owner, plane, props, BEFORE_NODES, []);
  const role = makeNodeRole(owner, network.region, 'nodes');
  const securityGroupId = security === 'own' ? makeNodeSecurity(owner, plane, props) : plane.securityGroupId;
  const nodes = Object.entries(groups).map(([id, group]) =>
    makeNodeGroup(owner, plane, {
      id,
      props: group,
      subnetIds: network.privateSubnetIds,
      role,
      securityGroupId,
      after: before,
    }),
  );
  return [...before, ...nodes, ...makeAddOns(owner, plane, props, ON_NODES, nodes)];
}

function checkedGroups(owner: AwsComponent, groups: Readonly<Record<string, NodeGroupProps>>) {
  if (Object.keys(groups).length > 0) return groups;
  throw new MeshError({
    code: 'TM7108',
    where: owner.where,
    field: 'compute.nodeGroups',
    what: 'there is no node group, so no pod could run',
    value: groups,
    remedy: 'Write for instance { general: { instanceTypes: ["m7i.large"], scaling: { min: 3, max: 9 } } }.',
  });
}
