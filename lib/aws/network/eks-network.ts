import type { ComponentResourceOptions, Output } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import { regionName } from '../arn.js';
import { AwsComponent } from '../component.js';
import { takeNetwork } from './existing-network.js';
import { makeNetwork } from './new-network.js';
import type { EksNetworkProps } from './props.js';

/**
 * The network of a cluster: a VPC over three zones, or subnets that exist. Nodes are private, load balancers find their
 * subnets by tags, and the control plane has small subnets of its own, so that policies can name its addresses.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export class EksNetwork extends AwsComponent {
  /** Region. */
  readonly region: string;
  /** Name of the cluster that the subnets are tagged for. */
  readonly clusterName: string;
  /** Id of the VPC. */
  readonly vpcId: Output<string>;
  /** Subnets of nodes and of internal load balancers. */
  readonly privateSubnetIds: readonly Output<string>[];
  /** Subnets of load balancers that the internet reaches. */
  readonly publicSubnetIds: readonly Output<string>[];
  /** Subnets of the interfaces of the control plane. */
  readonly controlPlaneSubnetIds: readonly Output<string>[];
  /** CIDRs of the subnets of the control plane; empty where they are not known. */
  readonly controlPlaneCidrs: readonly string[];
  /** CIDRs of the private subnets; empty where they are not known. */
  readonly privateCidrs: readonly string[];

  /**
   * @param name - name of the component in the stack, with which the names of its resources begin
   * @param props - a network of its own, or one that exists
   * @param options - options of the component
   */
  constructor(name: string, props: EksNetworkProps, options: ComponentResourceOptions = {}) {
    super('EksNetwork', name, props, options);
    this.region = regionName(props.region, this.where);
    this.clusterName = props.clusterName;
    if (props.kind === 'new') refuseForeignZones(this.where, props.region, props.availabilityZones ?? []);
    const parts = props.kind === 'new' ? makeNetwork(this, props) : takeNetwork(this, props);
    this.vpcId = parts.vpcId;
    this.privateSubnetIds = parts.privateSubnetIds;
    this.publicSubnetIds = parts.publicSubnetIds;
    this.controlPlaneSubnetIds = parts.controlPlaneSubnetIds;
    this.controlPlaneCidrs = parts.controlPlaneCidrs;
    this.privateCidrs = parts.privateCidrs;
    this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: [...this.privateSubnetIds] });
  }
}

function refuseForeignZones(where: string, region: string, zones: readonly string[]): void {
  const wrong = zones.find((zone) => !zone.startsWith(region) || !/^[a-z]$/.test(zone.slice(region.length)));
  const twice = zones.find((zone, at) => zones.indexOf(zone) !== at);
  if (wrong === undefined && twice === undefined) return;
  throw new MeshError({
    code: 'TM7103',
    where,
    field: 'availabilityZones',
    what: `three different zones of ${region} are asked for`,
    value: wrong ?? twice,
    remedy: `Write for instance ["${region}a", "${region}b", "${region}c"].`,
  });
}
