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
export type { Conditions, Statement } from './policy/document.js';
export type {
  DataAccess,
  KeyType,
  TenantBucket,
  TenantDataProps,
  TenantModel,
  TenantRepository,
  TenantTable,
} from './tenant/data-props.js';
export { TenantData } from './tenant/tenant-data.js';
export { TenantIdentity, type TenantCredentials, type TenantIdentityProps } from './tenant/tenant-identity.js';
export { MeshCa } from './mesh-ca/mesh-ca.js';
export type {
  LeafCaProps,
  MeshCaProps,
  PcaAboveIntermediates,
  PcaOfLeaves,
  RootCaProps,
  SourceOf,
  SubordinateCaProps,
} from './mesh-ca/props.js';
export type { TenantLoginProps } from './tenant/login-props.js';
export { TenantLogin, type LoginSecret } from './tenant/tenant-login.js';
