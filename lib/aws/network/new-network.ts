import type { Input, Output, Resource } from '@pulumi/pulumi';
import type { AwsComponent } from '../component.js';
import { aws } from '../sdk.js';
import { networkBlocks } from './blocks.js';
import { addEndpoints } from './endpoints.js';
import type { NatGateways, NewNetworkProps } from './props.js';
import { subnetTags } from './role-tags.js';

/** What a cluster must know of its network. */
export interface NetworkParts {
  /** Id of the VPC. */
  readonly vpcId: Output<string>;
  /** Subnets of nodes. */
  readonly privateSubnetIds: readonly Output<string>[];
  /** Subnets of public load balancers. */
  readonly publicSubnetIds: readonly Output<string>[];
  /** Subnets of the interfaces of the control plane. */
  readonly controlPlaneSubnetIds: readonly Output<string>[];
  /** CIDRs of those. */
  readonly controlPlaneCidrs: readonly string[];
  /** CIDRs of the private subnets. */
  readonly privateCidrs: readonly string[];
}

/** A zone with its subnets. */
interface Zone {
  readonly letter: string;
  readonly public: Output<string>;
  readonly private: Output<string>;
  readonly controlPlane: Output<string>;
}

/** Makes the VPC. */
export function makeNetwork(owner: AwsComponent, props: NewNetworkProps): NetworkParts {
  const { region, clusterName } = props;
  const cidrBlock = props.cidrBlock ?? '10.0.0.0/16';
  const blocks = networkBlocks(cidrBlock, owner.where);
  const zones = props.availabilityZones ?? (['a', 'b', 'c'] as const).map((letter) => `${region}${letter}`);
  const vpcId = makeVpc(owner, cidrBlock);
  const made = zones.map((zone, at): Zone => {
    const letter = zone.slice(region.length);
    const add = (role: 'public' | 'private' | 'control-plane', block: string | undefined): Output<string> =>
      makeSubnet(owner, { role, letter, zone, block: block ?? '', vpcId, clusterName });
    return {
      letter,
      public: add('public', blocks.public[at]),
      private: add('private', blocks.private[at]),
      controlPlane: add('control-plane', blocks.controlPlane[at]),
    };
  });
  const gateway = routePublic(owner, vpcId, made);
  const routeTables = routePrivate(owner, { vpcId, zones: made, nat: props.natGateways, gateway });
  const privateSubnetIds = made.map((zone) => zone.private);
  addEndpoints(owner, {
    region,
    vpcId,
    cidrBlock,
    privateSubnetIds,
    routeTables,
    of: props.interfaceEndpoints,
  });
  return {
    vpcId,
    privateSubnetIds,
    publicSubnetIds: made.map((zone) => zone.public),
    controlPlaneSubnetIds: made.map((zone) => zone.controlPlane),
    controlPlaneCidrs: blocks.controlPlane,
    privateCidrs: blocks.private,
  };
}

function makeVpc(owner: AwsComponent, cidrBlock: string): Output<string> {
  const inputs = { cidrBlock, enableDnsHostnames: true, enableDnsSupport: true, tags: owner.tagged('vpc') };
  return new (aws('ec2').Vpc)(owner.child('vpc'), inputs, owner.below()).id;
}

interface SubnetPlan {
  readonly role: 'public' | 'private' | 'control-plane';
  readonly letter: string;
  readonly zone: string;
  readonly block: string;
  readonly vpcId: Input<string>;
  readonly clusterName: string;
}

/** Subnets give no public addresses by themselves: what the internet reaches is a load balancer. */
function makeSubnet(owner: AwsComponent, plan: SubnetPlan): Output<string> {
  const id = `${plan.role}-${plan.letter}`;
  const tags = plan.role === 'control-plane' ? {} : subnetTags(plan.role, plan.clusterName);
  const inputs = {
    vpcId: plan.vpcId,
    availabilityZone: plan.zone,
    cidrBlock: plan.block,
    mapPublicIpOnLaunch: false,
    tags: owner.tagged(id, tags),
  };
  return new (aws('ec2').Subnet)(owner.child(id), inputs, owner.below()).id;
}

/** Routes the public subnets to the internet. */
function routePublic(owner: AwsComponent, vpcId: Input<string>, zones: readonly Zone[]): Resource {
  const ec2 = aws('ec2');
  const gateway = new ec2.InternetGateway(
    owner.child('internet'),
    { vpcId, tags: owner.tagged('internet') },
    owner.below(),
  );
  const table = new ec2.RouteTable(owner.child('public'), { vpcId, tags: owner.tagged('public') }, owner.below());
  new ec2.Route(
    owner.child('public-internet'),
    { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.id },
    owner.below(),
  );
  for (const zone of zones) {
    const inputs = { routeTableId: table.id, subnetId: zone.public };
    new ec2.RouteTableAssociation(owner.child(`public-${zone.letter}`), inputs, owner.below());
  }
  return gateway;
}

interface PrivateRoutes {
  readonly vpcId: Input<string>;
  readonly zones: readonly Zone[];
  readonly nat: NatGateways | undefined;
  readonly gateway: Resource;
}

/** Routes the private subnets through NAT, and returns their route tables. */
function routePrivate(owner: AwsComponent, { vpcId, zones, nat, gateway }: PrivateRoutes): readonly Output<string>[] {
  const ec2 = aws('ec2');
  const makers = nat === 'single' ? zones.slice(0, 1) : zones;
  const gateways = makers.map((zone) => makeNat(owner, zone, gateway));
  return zones.map((zone, at) => {
    const id = `private-${zone.letter}`;
    const table = new ec2.RouteTable(owner.child(id), { vpcId, tags: owner.tagged(id) }, owner.below());
    const natGatewayId = gateways[at] ?? gateways[0];
    new ec2.Route(
      owner.child(`${id}-internet`),
      {
        routeTableId: table.id,
        destinationCidrBlock: '0.0.0.0/0',
        ...(natGatewayId === undefined ? {} : { natGatewayId }),
      },
      owner.below(),
    );
    const inputs = { routeTableId: table.id, subnetId: zone.private };
    new ec2.RouteTableAssociation(owner.child(id), inputs, owner.below());
    return table.id;
  });
}

function makeNat(owner: AwsComponent, zone: Zone, gateway: Resource): Output<string> {
  const ec2 = aws('ec2');
  const id = `nat-${zone.letter}`;
  const after = { dependsOn: [gateway] };
  const address = new ec2.Eip(owner.child(id), { domain: 'vpc', tags: owner.tagged(id) }, owner.below(after));
  const inputs = { allocationId: address.id, subnetId: zone.public, tags: owner.tagged(id) };
  return new ec2.NatGateway(owner.child(id), inputs, owner.below(after)).id;
}
