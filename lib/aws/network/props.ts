import type { Input } from '@pulumi/pulumi';
import type { CommonProps } from '../component.js';

/** How private subnets reach the internet. */
export type NatGateways =
  /** One in each zone: the loss of a zone costs no other its way out, and no traffic crosses zones. */
  | 'one-per-zone'
  /** One for all: a third of the cost, and one zone that all others depend on. */
  | 'single';

/** What both kinds of network have in common. */
interface NetworkProps extends CommonProps {
  /** Region, such as `eu-central-1`. */
  readonly region: string;
  /** Name of the EKS cluster, by which controllers find their subnets. */
  readonly clusterName: string;
}

/** A VPC of its own over three zones. */
export interface NewNetworkProps extends NetworkProps {
  /** Where the network comes from. */
  readonly kind: 'new';
  /**
   * Addresses of the VPC, with a prefix length of 16 to 20.
   * @default '10.0.0.0/16'
   */
  readonly cidrBlock?: string;
  /**
   * The three zones.
   * @default - zones a, b and c of the region
   */
  readonly availabilityZones?: readonly [string, string, string];
  /**
   * How private subnets reach the internet.
   * @default 'one-per-zone'
   */
  readonly natGateways?: NatGateways;
  /**
   * Services beside S3 and DynamoDB that nodes and pods reach inside the VPC, as the end of their endpoint's name.
   * @default - `ecr.api`, `ecr.dkr` and `sts`
   */
  readonly interfaceEndpoints?: readonly string[];
}

/** What is done about the tags of subnets that exist. */
export type SubnetTags =
  /** They are read, and a missing one is refused. */
  | 'check'
  /** They are added; whoever made the subnets must leave foreign tags alone. */
  | 'add';

/** Subnets that somebody else made. */
export interface ExistingNetworkProps extends NetworkProps {
  /** Where the network comes from. */
  readonly kind: 'existing';
  /** Id of the VPC. */
  readonly vpcId: Input<string>;
  /** Subnets of nodes and internal load balancers, in two zones at the least. */
  readonly privateSubnetIds: readonly Input<string>[];
  /**
   * Subnets of load balancers that the internet reaches.
   * @default - none; then every load balancer is internal
   */
  readonly publicSubnetIds?: readonly Input<string>[];
  /**
   * Subnets that hold the interfaces of the control plane and nothing else.
   * @default - the private ones
   */
  readonly controlPlaneSubnetIds?: readonly Input<string>[];
  /**
   * CIDRs of the subnets that hold the interfaces of the control plane, for NetworkPolicies.
   * @default - not known, so that `apiServerCidrs` of the cluster is empty
   */
  readonly controlPlaneCidrs?: readonly string[];
  /**
   * What is done about the tags that load balancers are placed by.
   * @default 'check'
   */
  readonly subnetTags?: SubnetTags;
}

/** Props of {@link EksNetwork}. */
export type EksNetworkProps = NewNetworkProps | ExistingNetworkProps;
