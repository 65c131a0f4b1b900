/** How a tree is published. */
export interface PublishOptions {
  /**
   * Files or folders whose changes by hand are overwritten.
   * @default - a file that was changed by hand is an error
   */
  readonly take?: readonly string[];
  /**
   * Files or folders whose changes by hand stay, until the decision is taken back with `take`.
   * @default - a file that was changed by hand is an error
   */
  readonly keep?: readonly string[];
  /**
   * Write the image tags of the program instead of those that Flux bumped.
   * @default false
   */
  readonly resetImages?: boolean;
  /**
   * Clusters of the tree to publish, with the shared units that they use; charts outside of clusters stay where they are.
   * @default - the whole tree
   */
  readonly clusters?: readonly string[];
  /**
   * Clusters that the tree no longer has and whose files shall go.
   * @default - files of clusters that the tree does not have are left alone
   */
  readonly removeClusters?: readonly string[];
  /**
   * Objects whose deletion is allowed though it loses data or traffic: `<kind>/<namespace>/<name>`.
   * @default - such a deletion is an error
   */
  readonly allowDelete?: readonly string[];
  /**
   * Whether Flux has applied the marks of an earlier publish, so that marked objects may move to other Kustomizations.
   * @default false
   */
  readonly finishMoves?: boolean;
}
