import type { IConstruct } from 'constructs';
import { ListMark, Mark } from './marks.js';
import type { KubeObject } from './object.js';

/** A Secret that the tree refers to and that somebody else must supply. */
export interface SecretNeed {
  /** Namespace of the Secret. */
  readonly namespace: string;
  /** Name of the Secret. */
  readonly name: string;
  /** Keys that must be in it. */
  readonly keys: readonly string[];
  /** What it is for, as a short phrase. */
  readonly purpose: string;
}

const SECRETS = new ListMark<SecretNeed>('secrets');
const PREDICTED = new ListMark<() => readonly KubeObject[]>('predicted');
const FORMER = new Mark<readonly string[]>('former-paths');

/** Says that the tree refers to a Secret which nobody in it creates. It is listed for whoever pushes the tree. */
export function needSecret(construct: IConstruct, need: SecretNeed): void {
  SECRETS.add(construct, need);
}

/** Secrets that this very construct needs. */
export function secretNeeds(construct: IConstruct): readonly SecretNeed[] {
  return SECRETS.get(construct);
}

/**
 * Says which objects a controller or chart will make because of this construct: the predicted layer.
 * They are read by analyzer, access and ordering, and never written. `make` runs once, at synth.
 */
export function predictObjects(construct: IConstruct, make: () => readonly KubeObject[]): void {
  PREDICTED.add(construct, make);
}

/** Predictions of this very construct. */
export function predictions(construct: IConstruct): readonly (() => readonly KubeObject[])[] {
  return PREDICTED.get(construct);
}

/** Records the construct paths an object had before, so that Pulumi can alias them. */
export function setFormerPaths(construct: IConstruct, paths: readonly string[]): void {
  FORMER.set(construct, paths);
}

/** Former paths of this very construct. */
export function formerPaths(construct: IConstruct): readonly string[] {
  return FORMER.get(construct) ?? [];
}
