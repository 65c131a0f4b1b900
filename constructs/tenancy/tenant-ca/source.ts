import type { VaultConnection } from '../../cert-manager/index.js';
import type { IMeshRoot } from './mesh-root.js';

/** A root that cert-manager makes, for development. */
export interface SelfSignedSource {
  readonly kind: 'self-signed';
  /** Says that losing the key with the cluster is acceptable. */
  readonly development: true;
}

/** A CA whose certificate and key somebody supplies as a Secret. */
export interface ImportedSource {
  readonly kind: 'imported';
  /**
   * How long the supplied CA still lives; what stands below it must end sooner.
   * @default - not known, and not checked
   */
  readonly lifetime?: string;
}

/** A root that somebody supplies. Nothing in the cluster knows when it ends, since no Certificate stands for it. */
export interface ImportedRootSource extends ImportedSource {
  /**
   * The day on which it ends, such as `2036-11-01`: half a year before that an alert fires.
   * @default - nobody is warned
   */
  readonly notAfter?: string;
}

/** An intermediate that the mesh root of the same cluster signs. */
export interface IntermediateSource {
  readonly kind: 'intermediate-of-root';
  /** The mesh root. */
  readonly root: IMeshRoot;
}

/** An intermediate that AWS Private CA signs. */
export interface AwsPcaSource {
  readonly kind: 'aws-pca';
  /** ARN of the private CA. May be a fact. */
  readonly arn: string;
  /** AWS region of the private CA. */
  readonly region: string;
  /** Mode of the private CA: only a general purpose CA can stand above an intermediate. */
  readonly mode: 'general-purpose';
  /** Path length of the private CA: how many CAs may stand below it, 1 at the least. */
  readonly pathLength: number;
  /**
   * How long the private CA still lives; what stands below it must end sooner.
   * @default - not known, and not checked
   */
  readonly lifetime?: string;
}

/** AWS Private CA in short-lived mode: it signs workload certificates of at most seven days itself, and no CA. */
export interface AwsPcaLeafSource {
  readonly kind: 'aws-pca-leaf';
  /** ARN of the private CA. May be a fact. */
  readonly arn: string;
  /** AWS region of the private CA. */
  readonly region: string;
  /** Mode of the private CA. */
  readonly mode: 'short-lived';
}

/** An intermediate that Vault signs, by a path that ends in `sign-intermediate`. */
export interface VaultSource extends VaultConnection {
  readonly kind: 'vault';
}

/** Where the intermediate of a softly isolated tenant comes from: always something below the one mesh root. */
export type SoftSource = IntermediateSource | ImportedSource | AwsPcaSource | VaultSource;

/**
 * Where the one root of a mesh comes from. With `aws-pca` its key never leaves AWS, on EKS alone: intermediates are
 * signed there, and where the private CA is not itself a root, proxies trust the root above it.
 */
export type RootSource = ImportedRootSource | SelfSignedSource | AwsPcaSource;

/** Where the CA of a control plane of its own comes from. */
export type HardSource = SelfSignedSource | ImportedSource | AwsPcaSource | AwsPcaLeafSource | VaultSource;
