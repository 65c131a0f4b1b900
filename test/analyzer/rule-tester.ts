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

/** Fields of an object beside its name; labels and annotations stand in its metadata. */
export interface DocFields {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/**
 * One YAML document.
 *
 * @param type - kind and apiVersion, such as `Deployment apps/v1`
 * @param place - `namespace/name`, or the name alone
 * @param fields - the rest
 */
export function doc(type: string, place: string, { labels, annotations, ...fields }: DocFields = {}): string {
  const [kind, apiVersion] = type.split(' ');
  const [name, namespace] = place.split('/').reverse();
  return `---\n${JSON.stringify({ apiVersion, kind, metadata: { name, namespace, labels, annotations }, ...fields })}\n`;
}

/** A namespace of a tenant. */
export function tenantNamespace(name: string, fields: DocFields = {}): string {
  const labels = { 'tenant-mesh.io/tenant': name, 'tenant-mesh.io/role': 'tenant', ...fields.labels };
  return doc('Namespace v1', name, { ...fields, labels });
}

/** A Deployment whose pods bear labels, and that selects by them. */
export function deployment(place: string, labels: Readonly<Record<string, string>>, pod: object = {}): string {
  const template = { metadata: { labels }, spec: pod };
  return doc('Deployment apps/v1', place, { spec: { selector: { matchLabels: labels }, template } });
}

/** The HelmRelease of a control plane. */
export function istiod(values: object, spec: object = {}): string {
  return doc('HelmRelease helm.toolkit.fluxcd.io/v2', 'flux-system/istiod', { spec: { ...spec, values } });
}
