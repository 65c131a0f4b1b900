import type { Input } from '@pulumi/pulumi';
import type { EksCluster } from '../cluster/eks-cluster.js';
import type { CommonProps } from '../component.js';

/** What all kinds of CA have in common. */
interface CaProps extends CommonProps {
  /** The cluster whose certificates it signs; the CA is in its region. */
  readonly cluster: EksCluster;
  /** Common name of the CA. */
  readonly commonName: string;
  /**
   * Organization in the name of the CA.
   * @default - none
   */
  readonly organization?: string;
  /**
   * Service account of aws-privateca-issuer, which asks for certificates.
   * @default - `aws-privateca-issuer` in `cert-manager`
   */
  readonly issuer?: { readonly namespace: string; readonly serviceAccount: string };
}

/** A root of its own, in general purpose mode: the intermediates of tenants stand below it. */
export interface RootCaProps extends CaProps {
  readonly kind: 'root';
  /**
   * Years for which the certificate of the root holds.
   * @default 10
   */
  readonly validityYears?: number;
}

/** A CA below another one, in general purpose mode, with room for the intermediates of tenants below it. */
export interface SubordinateCaProps extends CaProps {
  readonly kind: 'subordinate';
  /** ARN of the CA in ACM PCA that signs it, whose own path length is larger. */
  readonly parentArn: Input<string>;
  /** How many CAs may stand below it: the intermediates of tenants are the first. */
  readonly pathLength: 1 | 2 | 3;
  /**
   * Years for which its certificate holds.
   * @default 5
   */
  readonly validityYears?: number;
}

/**
 * A CA in short-lived mode, at an eighth of the price. It signs certificates of workloads of at most seven days, and no
 * CA: for a tenant with a control plane of its own.
 */
export interface LeafCaProps extends CaProps {
  readonly kind: 'leaf-issuer';
  /** ARN of the CA in ACM PCA that signs it, in general purpose mode. */
  readonly parentArn: Input<string>;
  /**
   * Years for which its certificate holds.
   * @default 3
   */
  readonly validityYears?: number;
}

/** Props of {@link MeshCa}. */
export type MeshCaProps = RootCaProps | SubordinateCaProps | LeafCaProps;

/** Source of a CA in constructs: above intermediates. */
export interface PcaAboveIntermediates {
  readonly kind: 'aws-pca';
  /** ARN of the CA, as a fact. */
  readonly arn: string;
  /** Region of the CA. */
  readonly region: string;
  /** Mode of the CA. */
  readonly mode: 'general-purpose';
  /** How many CAs may stand below it. */
  readonly pathLength: number;
  /** How long its certificate holds, from the day on which it is made. */
  readonly lifetime: string;
}

/** Source of a CA in constructs: signs workload certificates itself. */
export interface PcaOfLeaves {
  readonly kind: 'aws-pca-leaf';
  /** ARN of the CA, as a fact. */
  readonly arn: string;
  /** Region of the CA. */
  readonly region: string;
  /** Mode of the CA. */
  readonly mode: 'short-lived';
}

/** What a CA can be used for: a short-lived one never stands where an intermediate is signed. */
export type SourceOf<P extends MeshCaProps> = P extends LeafCaProps ? PcaOfLeaves : PcaAboveIntermediates;
