export type { AwsProtection, CommonProps, Tags } from './component.js';
export type {
  AutoCompute,
  AutoNodePool,
  EksCompute,
  KarpenterCompute,
  ManagedCompute,
  NodeGroupProps,
  NodeSecurity,
  NodeTaint,
} from './cluster/compute-props.js';
export { EksCluster } from './cluster/eks-cluster.js';
export type { KarpenterParts } from './cluster/karpenter.js';
export type { AddOnName, ApiEndpoint, ClusterAccess, EksClusterProps } from './cluster/props.js';
export { EksNetwork } from './network/eks-network.js';
export type {
  EksNetworkProps,
  ExistingNetworkProps,
  NatGateways,
  NewNetworkProps,
  SubnetTags,
} from './network/props.js';
export type { OidcProvider } from './policy/trust.js';
