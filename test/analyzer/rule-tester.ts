import { ManifestSet, formatFinding, parseManifests } from '../../lib/manifest/index.js';
import { findingsOf, type Rule } from '../../lib/analyzer/index.js';

/** Set of the manifests in YAML text. */
export function setOf(yaml: string): ManifestSet {
  return new ManifestSet({ name: 'test', entries: parseManifests(yaml, 'test.yaml') });
}

/** Findings of one rule on YAML text, one line each. */
export function findings(rule: Rule, yaml: string): readonly string[] {
  return findingsOf(rule, setOf(yaml)).map(formatFinding);
}
