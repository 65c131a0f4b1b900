import { ManifestSet, formatFinding, parseManifests, type ManifestSetProps } from '../../lib/manifest/index.js';
import { findingsOf, type Rule } from '../../lib/analyzer/index.js';
import { predict } from '../../lib/predict/index.js';

/**
 * Set of the manifests in YAML text, and of what controllers make of them. A line `# unit: path` says which unit the
 * objects after it belong to.
 */
export function setOf(yaml: string, props: Partial<ManifestSetProps> = {}): ManifestSet {
  const parts = yaml.split(/^# unit: (.*)$/m);
  const written = parts.flatMap((text, at) => {
    if (at % 2 === 1) return [];
    const before = parts.slice(0, at).join('# unit:').split('\n').length - 1;
    return parseManifests('\n'.repeat(before) + text, 'test.yaml', parts[at - 1] ?? '');
  });
  return new ManifestSet({ name: 'test', ...props, entries: [...written, ...predict(written)] });
}

/** Findings of one rule on YAML text, one line each. */
export function findings(rule: Rule, yaml: string): readonly string[] {
  return findingsOf(rule, setOf(yaml)).map(formatFinding);
}
