import type { Input } from '@pulumi/pulumi';

/** Built-in node pools of Auto Mode. */
export type AutoNodePool = 'general-purpose' | 'system';

/** A taint of nodes. */
export interface NodeTaint {
  /** Key. */
  readonly key: string;
  /** Value. @default - none */
  readonly value?: string;
  /** What happens to pods that do not tolerate it. */
  readonly effect: 'NO_SCHEDULE' | 'NO_EXECUTE' | 'PREFER_NO_SCHEDULE';
}

/** Nodes of one kind in an Auto Scaling group that EKS manages. */
export interface NodeGroupProps {
  /** Instance types, of one architecture. */
  readonly instanceTypes: readonly string[];
  /** How many nodes there are: the number at the start is `min`, and what scales them may change it. */
  readonly scaling: { readonly min: number; readonly max: number };
  /**
   * Operating system.
   * @default 'al2023'
   */
  readonly os?: 'al2023' | 'bottlerocket';
  /**
   * Architecture of the instance types.
   * @default 'x86_64'
   */
  readonly architecture?: 'x86_64' | 'arm64';
  /**
   * How the instances are bought.
   * @default 'ON_DEMAND'
   */
  readonly capacityType?: 'ON_DEMAND' | 'SPOT';
  /**
   * Size of the disk for images and pods, in GiB.
   * @default 50
   */
  readonly diskSize?: Input<number>;
  /**
   * Labels of the nodes.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Taints of the nodes.
   * @default - none
   */
  readonly taints?: readonly NodeTaint[];
}

/** Security group of nodes. */
export type NodeSecurity =
  /** That of the cluster: nodes and control plane reach one another on every port. */
  | 'cluster'
  /** One of their own; the control plane reaches kubelets and webhooks, istiod among them, and nothing else. */
  | 'own';

/** EKS Auto Mode: AWS makes nodes as pods need them, with network, storage and load balancers built in. */
export interface AutoCompute {
  readonly kind: 'auto';
  /**
   * Built-in node pools.
   * @default - both
   */
  readonly nodePools?: readonly AutoNodePool[];
}

/** Node groups that EKS manages. */
export interface ManagedCompute {
  readonly kind: 'managed';
  /** Groups by name. */
  readonly nodeGroups: Readonly<Record<string, NodeGroupProps>>;
  /**
   * Security group of the nodes.
   * @default 'cluster'
   */
  readonly nodeSecurity?: NodeSecurity;
}

/** Karpenter makes nodes as pods need them; itself it runs on a small group that EKS manages. */
export interface KarpenterCompute {
  readonly kind: 'karpenter';
  /** The group that Karpenter and what it needs run on. */
  readonly system: NodeGroupProps;
  /**
   * Security group of the nodes.
   * @default 'cluster'
   */
  readonly nodeSecurity?: NodeSecurity;
  /**
   * Namespace that Karpenter's chart is installed into.
   * @default 'kube-system'
   */
  readonly namespace?: string;
}

/** What pods run on. */
export type EksCompute = AutoCompute | ManagedCompute | KarpenterCompute;
