import type {
  Fact,
  KubeObject,
  ObjectId,
  Owner,
  SecretNeed,
  UnitFile,
  UnitImage,
  UnitSettings,
} from '../model/index.js';

/** Where an object comes from: a construct, or a line of a file. */
export type Origin =
  | { readonly kind: 'construct'; readonly path: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number };

/** What is known of one place in an object. */
export interface SideFact {
  readonly kind: 'fact';
  /** Text of the place with the facts in it. */
  readonly template: string;
  /** Facts of the place, in order. */
  readonly facts: readonly Fact[];
}

/** Whether an object is written, or is what a controller or chart will make. */
export type Layer = 'written' | 'predicted';

/** One object of a set. */
export interface ManifestEntry {
  /** The object; each fact is replaced by its sample. */
  readonly object: KubeObject;
  /** Identity of the object. */
  readonly id: ObjectId;
  /** Construct that made it, or the line it was read from. */
  readonly origin: Origin;
  /** Path of the unit that applies it; empty where no unit is known, as for predicted objects. */
  readonly unit: string;
  /** Who applies it. */
  readonly owner: Owner;
  /** What is known of places in the object, by JSON pointer. */
  readonly side: ReadonlyMap<string, SideFact>;
  /** Whether it is written, or predicted. */
  readonly layer: Layer;
}

/** A unit of a set: its settings, with what the tree adds to them. */
export interface ManifestUnit extends UnitSettings {
  /** Construct that marks it, or the directory it was loaded from. */
  readonly origin: Origin;
  /** Every unit that must be Ready first, sorted: declared ones and those that follow from constructs. */
  readonly dependsOn: readonly string[];
  /** Images that Flux bumps, sorted by name. */
  readonly images: readonly UnitImage[];
  /**
   * Encrypted files, sorted by their Secrets.
   * @default - none
   */
  readonly files?: readonly UnitFile[];
  /**
   * Whether every cluster that shares it reads it from one directory.
   * @default false
   */
  readonly shared?: boolean;
  /**
   * Path of the group with which it is applied, by one Kustomization.
   * @default - by a Kustomization of its own
   */
  readonly group?: string;
}

/** A construct of the tree as data. */
export interface ManifestScope {
  /** Path of the construct. */
  readonly path: string;
  /** Name of its class. */
  readonly type: string;
  /**
   * Path of the construct above.
   * @default - the root
   */
  readonly parent?: string;
  /** Paths it had before. */
  readonly formerPaths: readonly string[];
}

/** Everything below one construct comes after everything below another, by construct path. */
export interface ManifestEdge {
  /** Construct that comes later. */
  readonly from: string;
  /** Construct that comes first. */
  readonly to: string;
}

/** A Secret somebody must supply, with the place that needs it. */
export interface NeededSecret extends SecretNeed {
  /** Place that needs it. */
  readonly origin: Origin;
  /**
   * Whether the need follows from a reference alone, and nobody declared it.
   * @default false
   */
  readonly derived?: boolean;
}
