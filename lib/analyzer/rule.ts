import type { Code } from '../model/index.js';
import type { RuleContext } from './context.js';

/** Area of a rule: the system it speaks of, or `cross` where tools meet. */
export type RuleArea = 'istio' | 'cert-manager' | 'flux' | 'flagger' | 'metallb' | 'kubernetes' | 'cross';

/** A kind a rule reads: `Kind.group`, or `Kind` alone for the core group. */
export type InputKind = string;

/** What a rule is, apart from its check. */
export interface RuleMeta {
  /** Stable code; level and title stand in the code table. */
  readonly code: Code;
  /** Name: the file, the test and the page bear it. */
  readonly name: string;
  /** The system it speaks of; its folder. */
  readonly area: RuleArea;
  /** What goes wrong on a cluster when the rule is broken, as one sentence. */
  readonly summary: string;
  /** What to write instead, as one sentence; shown with every finding. */
  readonly remedy: string;
  /** Kinds the rule reads. A test holds it to them. */
  readonly inputs: readonly InputKind[];
  /** Code of the same check in Istio's own analyzer. @default - it has none */
  readonly istioCode?: `IST${number}`;
}

/** A rule over several objects: a value, read through its context alone, so that it runs on constructs and YAML alike. */
export interface Rule {
  /** What it is. */
  readonly meta: RuleMeta;
  /** Looks at the set and reports. */
  readonly check: (context: RuleContext) => void;
}
