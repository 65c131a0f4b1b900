import type { ManifestEntry } from '../../manifest/index.js';
import type { JsonValue } from '../../model/index.js';
import { field } from '../context.js';
import { at, isJsonObject, objects, text } from '../read.js';
import { KUSTOMIZATION } from './units.js';

/** Kind of a HelmRelease. */
export const HELM_RELEASE = 'HelmRelease.helm.toolkit.fluxcd.io';
/** Kinds that a Kustomization or a HelmRelease takes its content from. */
export const SOURCE_KINDS: readonly string[] = [
  'Bucket',
  'ExternalArtifact',
  'GitRepository',
  'HelmChart',
  'HelmRepository',
  'OCIRepository',
].map((kind) => `${kind}.source.toolkit.fluxcd.io`);
/** Kinds that apply content. */
export const APPLIER_KINDS: readonly string[] = [HELM_RELEASE, KUSTOMIZATION];

/** A place in an object that names another one. */
export interface Reference {
  readonly field: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Sources that a Kustomization or HelmRelease names. */
export function sourceReferences(entry: ManifestEntry): readonly Reference[] {
  return ['sourceRef', 'chart.spec.sourceRef', 'chartRef'].flatMap((place) => {
    const found = referenceAt(entry, `spec.${place}`, field(entry, 'spec', ...place.split('.')));
    return found === undefined ? [] : [found];
  });
}

/** Objects of its own kind that must be Ready first. */
export function dependencyReferences(entry: ManifestEntry): readonly Reference[] {
  return objects(field(entry, 'spec', 'dependsOn')).flatMap((item, index) => {
    const found = referenceAt(entry, `spec.dependsOn[${index}]`, item);
    return found === undefined ? [] : [{ ...found, kind: entry.id.kind }];
  });
}

/** ConfigMaps that values or variables come from and that must be there. */
export function configMapReferences(entry: ManifestEntry): readonly Reference[] {
  return ['valuesFrom', 'postBuild.substituteFrom'].flatMap((place) =>
    objects(field(entry, 'spec', ...place.split('.'))).flatMap((item, index) => {
      const found = referenceAt(entry, `spec.${place}[${index}]`, item);
      return found?.kind !== 'ConfigMap' || item['optional'] === true ? [] : [found];
    }),
  );
}

/** A reference at a place, in the namespace of the object unless it names another. */
export function referenceAt(entry: ManifestEntry, place: string, value: JsonValue | undefined): Reference | undefined {
  if (!isJsonObject(value)) return undefined;
  return {
    field: place,
    kind: text(at(value, 'kind')) ?? '',
    name: text(at(value, 'name')) ?? '',
    namespace: text(at(value, 'namespace')) ?? entry.id.namespace,
  };
}
