import type { IConstruct } from 'constructs';
import { KindMark, type KindSelection } from './marks.js';
import type { Owner } from './unit.js';

const OWNER = new KindMark<Owner>('owner');

/**
 * Says who applies the objects below a construct: Flux from Git, or Pulumi. The nearest construct that says something
 * about a kind decides, and on one construct the last word. An object belongs to one of the two, never to both, so this
 * stands in the code that both `cdk8s synth` and `pulumi up` run.
 *
 * @param construct - a Cluster, a chart or any construct
 * @param owner - who applies what is below it
 * @param selection - which of it is meant
 */
export function setOwner(construct: IConstruct, owner: Owner, selection: KindSelection = {}): void {
  OWNER.say(construct, owner, selection);
}

/** Who applies an object of a kind that stands at `construct`; undefined where nobody said so. */
export function ownerOf(construct: IConstruct, kind: string): Owner | undefined {
  return OWNER.of(construct, kind);
}
