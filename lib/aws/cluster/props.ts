import type { Input } from '@pulumi/pulumi';
import type { CommonProps } from '../component.js';
import type { EksNetwork } from '../network/eks-network.js';
import type { EksCompute } from './compute-props.js';

/** Who reaches the API server; from inside the VPC it is reached always. */
export type ApiEndpoint =
  /** Nobody outside the VPC: the program itself must run inside, or by a VPN. */
  | { readonly kind: 'private' }
  /** These addresses too. */
  | { readonly kind: 'public'; readonly publicAccessCidrs: readonly Input<string>[] };

/** A principal of IAM that may enter the cluster, by an access entry. */
export type ClusterAccess =
  /** With rights that EKS defines. */
  | {
      readonly kind: 'policy';
      /** ARN of the role or user. */
      readonly principalArn: Input<string>;
      /** Rights, as EKS names them. */
      readonly policy:
        | 'AmazonEKSAdminPolicy'
        | 'AmazonEKSAdminViewPolicy'
        | 'AmazonEKSClusterAdminPolicy'
        | 'AmazonEKSEditPolicy'
        | 'AmazonEKSViewPolicy';
      /** Namespaces where they hold. @default - the whole cluster */
      readonly namespaces?: readonly string[];
      /**
       * Groups beside, such as `platform-administrators`, to whom the admission policies grant what tenants may not do.
       * @default - none
       */
      readonly kubernetesGroups?: readonly string[];
    }
  /** As a member of groups that Roles of the cluster bind, such as the `people` of a Tenant. */
  | {
      readonly kind: 'groups';
      /** ARN of the role or user. */
      readonly principalArn: Input<string>;
      /** Groups; names that begin with `system:` are refused by EKS. */
      readonly kubernetesGroups: readonly string[];
    };

/** Add-ons of EKS that the cluster has, save under Auto Mode, where they are built in. */
export type AddOnName = 'vpc-cni' | 'kube-proxy' | 'eks-pod-identity-agent' | 'coredns' | 'aws-ebs-csi-driver';

/** Props of {@link EksCluster}. */
export interface EksClusterProps extends CommonProps {
  /** The network, which is tagged for a cluster of one name: that of this cluster. */
  readonly network: EksNetwork;
  /** Version of Kubernetes, such as `1.35`. */
  readonly version: Input<string>;
  /** What pods run on. */
  readonly compute: EksCompute;
  /** Who reaches the API server. */
  readonly endpoint: ApiEndpoint;
  /** Who may enter, by a name that tells them apart. There is no other way in. */
  readonly access: Readonly<Record<string, ClusterAccess>>;
  /**
   * Whether the principal that makes the cluster becomes its administrator for good, without an entry among `access`.
   * @default false
   */
  readonly bootstrapClusterCreatorAdminPermissions?: boolean;
  /**
   * Hosted zones of Route 53 that external-dns and cert-manager write to.
   * @default - none, and neither gets an identity
   */
  readonly hostedZoneIds?: readonly Input<string>[];
  /**
   * Addresses of Services.
   * @default '172.20.0.0/16'
   */
  readonly serviceIpv4Cidr?: string;
  /**
   * Versions of add-ons.
   * @default - the version that EKS has for the version of Kubernetes when the add-on is made
   */
  readonly addOnVersions?: Readonly<Partial<Record<AddOnName, Input<string>>>>;
  /**
   * Days for which logs of the control plane are kept.
   * @default 90
   */
  readonly logRetentionInDays?: Input<number>;
  /**
   * Whether the cluster stays on a version after its standard support, at six times the price.
   * @default 'STANDARD'
   */
  readonly supportType?: 'STANDARD' | 'EXTENDED';
}
