import { formatFinding, type Finding } from '../../manifest/index.js';

/** Findings for a person: one line each, and how many there are. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = findings.map((finding) => `${finding.level.padEnd(7)} ${formatFinding(finding)}`);
  const number = findings.length;
  return [...lines, `${String(number)} finding${number === 1 ? '' : 's'}`, ''].join('\n');
}
