import type { Trail } from '../path/answer.js';
import type { RequestClass } from '../proof/request-classes.js';
import type { ChangeKind } from './diff.js';
import { needed, type Needs } from './needs.js';

/** What becomes of a class of requests on one side. */
export interface Verdict {
  readonly outcome: 'allow' | 'deny' | 'depends';
  /** What a `depends` rests on. */
  readonly on: readonly string[];
}

const DENY: Verdict = { outcome: 'deny', on: [] };

/** The verdict of a trail behind a connection that rests on something itself. */
export function verdictOf({ outcome, dependsOn }: Trail, open: readonly string[] = []): Verdict {
  if (outcome === 'deny') return DENY;
  const on = [...open, ...dependsOn].sort();
  return { outcome: on.length > 0 ? 'depends' : 'allow', on };
}

/** Verdicts of both sides on one class. */
export type Sides = readonly [before: Verdict, after: Verdict];

/** Gathers, for each end, the first class of requests of each kind of change. */
export class ClassChanges {
  private readonly changes = new Map<string, FoundClass>();

  /** @param dimensions - in which both sides tell requests apart */
  constructor(private readonly dimensions: readonly (readonly RequestClass[])[]) {}

  /**
   * Notes what becomes of a class, unless one of its kind was noted before.
   *
   * @param end - what the class reaches
   * @param judge - verdicts of both sides on any class
   */
  compare(end: string, request: RequestClass, judge: (request: RequestClass) => Sides): void {
    const kind = kindOf(judge(request));
    if (kind === undefined) return;
    const name = `${kind} ${end}`;
    if (this.changes.has(name)) return;
    const shown = needed(this.dimensions, request, (each) => kindOf(judge(each)) === kind);
    this.changes.set(name, { kind, end, request: shown });
  }

  /** What was noted. */
  found(): readonly FoundClass[] {
    return [...this.changes.values()];
  }
}

/** A class of requests that fares differently on both sides. */
export interface FoundClass {
  readonly kind: Extract<ChangeKind, 'widened' | 'altered' | 'narrowed'>;
  readonly end: string;
  readonly request: Needs;
}

const RANK = { deny: 0, depends: 1, allow: 2 } as const;

function kindOf([before, after]: Sides): FoundClass['kind'] | undefined {
  const step = RANK[after.outcome] - RANK[before.outcome];
  if (step !== 0) return step > 0 ? 'widened' : 'narrowed';
  return before.on.join('\n') === after.on.join('\n') ? undefined : 'altered';
}
