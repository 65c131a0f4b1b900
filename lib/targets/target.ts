/** Addresses of a cluster that no pod has, as NetworkPolicies must name them. */
export interface ClusterAddresses {
  /**
   * CIDRs at which pods reach the API server. Where policies see an address after the translation of Services, as
   * with Calico, these are the machines of the control plane. Where they see it before, as with the VPC CNI of EKS, it
   * is the address of the Service `kubernetes` as well, beside the subnets of the control plane's interfaces.
   */
  readonly apiServer: readonly string[];
  /**
   * CIDRs of the nodes, for those that read kubelets and node-exporter.
   * @default - any address, on the ports of these
   */
  readonly nodes?: readonly string[];
}

/** Kubernetes on machines of one's own: kubeadm, Calico, MetalLB. */
export interface BareMetalTarget {
  readonly kind: 'bare-metal';
  /** Addresses that no pod has. @default - none; a Platform needs them */
  readonly addresses?: ClusterAddresses;
}

/** Amazon EKS: NLB, Pod Identity, Route 53. */
export interface EksTarget {
  readonly kind: 'eks';
  /** AWS region, such as `eu-central-1`. */
  readonly region: string;
  /** Name of the EKS cluster, as the load balancer controller needs it. @default - the Cluster's name */
  readonly clusterName?: string;
  /**
   * Who makes load balancers: the AWS load balancer controller, or EKS Auto Mode, which then keeps NetworkPolicies and
   * volumes as well.
   * @default "controller"
   */
  readonly loadBalancers?: 'controller' | 'auto-mode';
  /** Addresses that no pod has. @default - none; a Platform needs them */
  readonly addresses?: ClusterAddresses;
}

/** Where a cluster runs: a closed union; what each can do is data beside it. */
export type Target = BareMetalTarget | EksTarget;

/** Ways to make the targets. */
export const Target = {
  /** Kubernetes on machines of one's own. */
  bareMetal: (props: Omit<BareMetalTarget, 'kind'> = {}): BareMetalTarget => ({ kind: 'bare-metal', ...props }),
  /** Amazon EKS. */
  eks: (props: Omit<EksTarget, 'kind'>): EksTarget => ({ kind: 'eks', ...props }),
} as const;
