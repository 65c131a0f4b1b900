import type { IConstruct } from 'constructs';
import { KindMark, MeshError, goDuration, type KindSelection } from '../model/index.js';

/** A condition of an object's status that is waited for. */
export interface WaitCondition {
  readonly kind: 'condition';
  /** Type of the condition, such as `Ready`. */
  readonly type: string;
  /**
   * Status that it must have.
   * @default 'True'
   */
  readonly status?: string;
}

/** A place in an object that is waited for. */
export interface WaitPath {
  readonly kind: 'jsonpath';
  /** Place, such as `{.status.phase}`. */
  readonly path: string;
  /**
   * Value that it must have.
   * @default - any value
   */
  readonly value?: string;
}

/** When Pulumi takes an object for done. */
export type WaitFor =
  /** As soon as the server has it. */
  | { readonly kind: 'nothing' }
  /** When the provider says so, which knows the built-in kinds of pods, Services and volumes. */
  | { readonly kind: 'provider' }
  | WaitCondition
  | WaitPath
  /** When all of these hold. */
  | { readonly kind: 'all'; readonly of: readonly (WaitCondition | WaitPath)[] };

/** How Pulumi treats an object while it applies and deletes it. These never reach Git. */
export interface WaitSettings {
  /**
   * When the object is done.
   * @default - as `deploy` says for all
   */
  readonly until?: WaitFor;
  /**
   * How long that may take, such as `10m`.
   * @default - ten minutes, five for some kinds, as the provider decides
   */
  readonly timeout?: string;
  /**
   * Whether an object that failed to become ready is replaced or updated by the next `pulumi up`.
   * @default 'update'
   */
  readonly unready?: 'update' | 'replace';
  /**
   * Whether a field that another manager owns is taken over, or is an error.
   * @default 'error'
   */
  readonly conflicts?: 'error' | 'take-over';
  /**
   * What deleting does to objects that this one owns.
   * @default 'foreground'
   */
  readonly deletion?: 'foreground' | 'background' | 'orphan';
}

const WAIT = new KindMark<WaitSettings>('pulumi.wait');

/**
 * Says how Pulumi waits for the objects below a construct. The nearest construct that says something about a kind
 * decides, and on one construct the last word.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
 */
export function setWait(construct: IConstruct, settings: WaitSettings, selection: KindSelection = {}): void {
  if (settings.timeout !== undefined) {
    goDuration(settings.timeout, { where: construct.node.path, field: 'timeout' });
  }
  if (settings.until?.kind === 'all' && settings.until.of.length === 0) {
    throw new MeshError({
      code: 'TM7010',
      where: construct.node.path,
      field: 'until.of',
      what: 'it waits for all of nothing',
      remedy: 'Name a condition, or write `until: { kind: "nothing" }`.',
    });
  }
  WAIT.say(construct, settings, selection);
}

/** What was said of an object of a kind that stands at `construct`. */
export function waitOf(construct: IConstruct, kind: string): WaitSettings | undefined {
  return WAIT.of(construct, kind);
}
