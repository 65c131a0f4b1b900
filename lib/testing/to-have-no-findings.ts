import { analyze } from '../analyzer/index.js';
import { formatFinding, type ManifestSet } from '../manifest/index.js';
import type { MatchResult } from './input.js';

/** Whether the analyzer is silent on a set. */
export function toHaveNoFindings(set: ManifestSet): MatchResult {
  const findings = analyze(set);
  const pass = findings.length === 0;
  return {
    pass,
    message: () =>
      pass ? 'The analyzer should find something.' : `The analyzer finds:\n${findings.map(formatFinding).join('\n')}`,
  };
}
