import { requestText, trailText, type CalleeSelection, type CallerSelection } from '../access/index.js';
import type { ManifestSet } from '../manifest/index.js';
import { accessOf, type MatchResult } from './input.js';

/** Two sets of workloads. */
export interface Ends {
  /** Callers; `outside` for clients of gateways. */
  readonly from: CallerSelection;
  /** Callees; a host outside of the mesh, or `outside` for all of them. */
  readonly to: CalleeSelection;
}

/** Whether any request from one set of workloads gets to another. What could not be decided fails either way. */
export function toBeReachableFrom(set: ManifestSet, { from, to }: Ends): MatchResult {
  const answer = accessOf(set).canAny(from, to);
  switch (answer.kind) {
    case 'reached': {
      const { witness } = answer;
      const called = `${witness.from} -> ${witness.to}:${String(witness.port)} with ${requestText(witness.request)}`;
      return {
        pass: true,
        message: () => `No request should get through, but this one does:\n${called}\n${trailText(witness.trail)}`,
      };
    }
    case 'none':
      return {
        pass: false,
        message: () => `Some request should get through, but none does, over ${String(answer.classes)} classes.`,
      };
    case 'unknown':
      throw new Error(`This could not be decided:\n${answer.why.join('\n')}`);
  }
}
