import type { ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { field, type RuleContext } from '../context.js';
import { at, objects, text } from '../read.js';
import { releaseValues } from './release-values.js';

/** Kinds that {@link istiods} reads. */
export const ISTIOD_KINDS: readonly string[] = ['ConfigMap', 'HelmRelease.helm.toolkit.fluxcd.io'];

/** A control plane that a HelmRelease installs, with its values as Flux merges them. */
export interface Istiod {
  readonly entry: ManifestEntry;
  readonly values: JsonObject;
}

/** Control planes of a set: HelmReleases of the chart or the release name `istiod`. */
export function istiods(context: RuleContext): readonly Istiod[] {
  const configMaps = (namespace: string, name: string) => context.find('ConfigMap', namespace, name);
  context.all('ConfigMap');
  return context
    .all('HelmRelease.helm.toolkit.fluxcd.io')
    .filter(isIstiod)
    .map((entry) => ({ entry, values: releaseValues(entry, configMaps) }));
}

/** Namespace whose policies hold for the whole mesh. */
export function rootNamespace(planes: readonly Istiod[]): string {
  const values = planes[0]?.values;
  return (
    text(at(values, 'meshConfig', 'rootNamespace')) ?? text(at(values, 'global', 'istioNamespace')) ?? 'istio-system'
  );
}

/** A variable of the environment of a control plane. */
export function environment({ values }: Istiod, name: string): string | undefined {
  const value = at(values, 'env', name);
  return typeof value === 'boolean' ? String(value) : text(value);
}

/** The entries of `meshConfig.caCertificates`. */
export function rootsOf({ values }: Istiod): readonly JsonObject[] {
  return objects(at(values, 'meshConfig', 'caCertificates'));
}

function isIstiod(entry: ManifestEntry): boolean {
  const spec: JsonValue | undefined = field(entry, 'spec');
  return (
    text(at(spec, 'chart', 'spec', 'chart')) === 'istiod' ||
    (text(at(spec, 'releaseName')) ?? entry.id.name) === 'istiod'
  );
}
