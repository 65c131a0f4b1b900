import type { KubeObject, ObjectId } from '../model/index.js';

/** A line of a file of the repository. */
export interface Place {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Line, from 1. */
  readonly line: number;
}

/** An object that a Kustomization of the cluster applies, as far as it can be known without running kustomize. */
export interface FoundObject extends Place {
  /** The object after patches, images and substitutions that were read. */
  readonly object: KubeObject;
  /** Identity of the object. */
  readonly id: ObjectId;
  /** Name of the Flux Kustomization that applies it. */
  readonly appliedBy: string;
  /** Files that change it on its way, sorted. */
  readonly patchedBy: readonly string[];
  /** Why the object that reaches the cluster is not exactly this one; empty where it is. */
  readonly unclear: readonly string[];
  /** Whether SOPS encrypted it. */
  readonly encrypted: boolean;
}

/** What could not be read, and why. */
export interface Unread extends Place {
  /** Why, as one sentence without a final period. */
  readonly why: string;
}

/** What a cluster applies, read from a repository. */
export interface Reading {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Objects, sorted by identity. */
  readonly objects: readonly FoundObject[];
  /** What could not be read, sorted by place. */
  readonly unread: readonly Unread[];
  /** Files of YAML that no Kustomization of the cluster reaches, sorted. */
  readonly unreached: readonly string[];
}

/** A place as text. */
export function placeText({ file, line }: Place): string {
  return `${file}:${String(line)}`;
}
