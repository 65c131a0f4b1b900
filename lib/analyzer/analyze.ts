import { CODES } from '../model/index.js';
import { formatFinding, type Finding, type ManifestSet } from '../manifest/index.js';
import { contextOf } from './context.js';
import { RULES } from './registry.js';
import type { Rule } from './rule.js';
import { waivedCodes, waiverFindings } from './waiver.js';

/**
 * Findings of rules over a set, in a stable order, without those waived on their object.
 *
 * @param set - the set
 * @param rules - which rules to run; all of them unless given
 */
export function analyze(set: ManifestSet, rules: readonly Rule[] = RULES): readonly Finding[] {
  const findings = set.all({ layer: 'written' }).flatMap((entry) => waiverFindings(entry));
  for (const rule of rules) findings.push(...findingsOf(rule, set));
  return sortFindings(findings);
}

/** Findings of one rule. */
export function findingsOf(rule: Rule, set: ManifestSet, read?: (kind: string) => void): readonly Finding[] {
  const findings: Finding[] = [];
  const { code, remedy } = rule.meta;
  const context = contextOf(
    set,
    (entry, report) => {
      if (waivedCodes(entry).has(code)) return;
      findings.push({
        code,
        level: CODES[code].level,
        where: entry.origin,
        object: entry.id,
        ...(report.field === undefined ? {} : { field: report.field }),
        message: report.message,
        remedy: report.remedy ?? remedy,
      });
    },
    read,
  );
  rule.check(context);
  return findings;
}

function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .map((finding) => ({ finding, key: formatFinding(finding) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ finding }) => finding);
}
