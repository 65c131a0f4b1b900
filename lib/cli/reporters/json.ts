import { formatFinding, type Finding } from '../../manifest/index.js';
import { jsonText } from '../args.js';

/** Findings as data. */
export function findingsJson(findings: readonly Finding[]): string {
  return jsonText({
    schemaVersion: 1,
    findings: findings.map((finding) => ({ ...finding, text: formatFinding(finding) })),
  });
}
