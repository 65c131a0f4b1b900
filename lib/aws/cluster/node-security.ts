import type { Input, Output } from '@pulumi/pulumi';
import type { AwsComponent } from '../component.js';
import { DISCOVERY_TAG } from '../network/role-tags.js';
import { aws } from '../sdk.js';
import type { ControlPlane } from './control-plane.js';
import type { EksClusterProps } from './props.js';

/** What the API server calls on nodes: kubelets, and webhooks and aggregated APIs of pods, by their container ports. */
const FROM_CONTROL_PLANE: readonly (readonly [id: string, port: number, what: string])[] = [
  ['kubelets', 10250, 'Kubelets, metrics-server and the webhook of cert-manager'],
  ['webhooks', 9443, 'Webhooks of the load balancer controller'],
  ['istiod', 15012, 'Certificates and configuration of istiod'],
  ['istiod-webhooks', 15017, 'Injection and validation of istiod'],
];

interface Rule {
  readonly id: string;
  readonly of: Input<string>;
  readonly from: Input<string>;
  readonly what: string;
  readonly port?: number;
}

/** A security group of the nodes' own, with the rules that the control plane needs. */
export function makeNodeSecurity(owner: AwsComponent, plane: ControlPlane, props: EksClusterProps): Output<string> {
  const { network } = props;
  const id = 'nodes';
  const group = new (aws('ec2').SecurityGroup)(
    owner.child(id),
    {
      vpcId: network.vpcId,
      description: `Nodes of ${network.clusterName}`,
      tags: owner.tagged(id, {
        [`kubernetes.io/cluster/${network.clusterName}`]: 'owned',
        [DISCOVERY_TAG]: network.clusterName,
      }),
    },
    owner.below(),
  );
  const nodes = group.id;
  addRule(owner, { id: 'nodes-to-nodes', of: nodes, from: nodes, what: 'Nodes and pods among themselves' });
  for (const [name, port, what] of FROM_CONTROL_PLANE) {
    addRule(owner, { id: `control-plane-to-${name}`, of: nodes, from: plane.securityGroupId, what, port });
  }
  const api = { id: 'nodes-to-control-plane', of: plane.securityGroupId, from: nodes, what: 'API server', port: 443 };
  addRule(owner, api);
  new (aws('vpc').SecurityGroupEgressRule)(
    owner.child('nodes-egress'),
    {
      securityGroupId: nodes,
      description: 'NetworkPolicies and the mesh say what pods reach',
      ipProtocol: '-1',
      cidrIpv4: '0.0.0.0/0',
      tags: owner.tagged('nodes-egress'),
    },
    owner.below(),
  );
  return nodes;
}

function addRule(owner: AwsComponent, { id, of, from, what, port }: Rule): void {
  const ports = port === undefined ? { ipProtocol: '-1' } : { ipProtocol: 'tcp', fromPort: port, toPort: port };
  const inputs = {
    securityGroupId: of,
    referencedSecurityGroupId: from,
    description: what,
    ...ports,
    tags: owner.tagged(id),
  };
  new (aws('vpc').SecurityGroupIngressRule)(owner.child(id), inputs, owner.below());
}
