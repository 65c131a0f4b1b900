/** A former name, type or place of a resource. */
export interface RecordedAlias {
  /**
   * Former name.
   * @default - the present one
   */
  readonly name?: string;
  /**
   * Former type.
   * @default - the present one
   */
  readonly type?: string;
  /**
   * URN of the former parent.
   * @default - the present one
   */
  readonly parent?: string;
}

/** A resource as a program registered it. */
export interface RecordedResource {
  /** Identity in the stack. */
  readonly urn: string;
  /** Type token. */
  readonly type: string;
  /** Name in the program. */
  readonly name: string;
  /** Whether a provider makes it; a component is only a parent. */
  readonly custom: boolean;
  /**
   * URN of the parent.
   * @default - the stack
   */
  readonly parent?: string;
  /** Inputs; a secret is `{ secret: value }`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URNs of what it depends on, sorted: what `dependsOn` says, and what its inputs come from. */
  readonly dependencies: readonly string[];
  /** Former identities. */
  readonly aliases: readonly RecordedAlias[];
  /** Whether the engine refuses to delete or replace it. */
  readonly protect: boolean;
  /**
   * URN of the resource that it goes with.
   * @default - it is deleted by itself
   */
  readonly deletedWith?: string;
  /**
   * The provider, as URN and id.
   * @default - the default provider
   */
  readonly provider?: string;
  /** Version of the provider that is asked for; empty where none is. */
  readonly version: string;
  /** Inputs whose changes are ignored. */
  readonly ignoreChanges: readonly string[];
  /** Whether the object stays when the resource goes. */
  readonly retainOnDelete: boolean;
}
