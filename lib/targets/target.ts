/** Kubernetes on machines of one's own: kubeadm, Calico, MetalLB. */
export interface BareMetalTarget {
  readonly kind: 'bare-metal';
}

/** Amazon EKS: NLB, Pod Identity, Route 53. */
export interface EksTarget {
  readonly kind: 'eks';
  /** AWS region, such as `eu-central-1`. */
  readonly region: string;
  /** Name of the EKS cluster, as the load balancer controller needs it. @default - the Cluster's name */
  readonly clusterName?: string;
  /** Who makes load balancers: the AWS load balancer controller, or EKS Auto Mode. @default "controller" */
  readonly loadBalancers?: 'controller' | 'auto-mode';
}

/** Where a cluster runs: a closed union; what each can do is data beside it. */
export type Target = BareMetalTarget | EksTarget;

/** Ways to make the targets. */
export const Target = {
  /** Kubernetes on machines of one's own. */
  bareMetal: (): BareMetalTarget => ({ kind: 'bare-metal' }),
  /** Amazon EKS. */
  eks: (props: Omit<EksTarget, 'kind'>): EksTarget => ({ kind: 'eks', ...props }),
} as const;
