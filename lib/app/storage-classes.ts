import type { JsonValue } from '../model/index.js';
import { compare, type ManifestSet } from '../manifest/index.js';

/** Objects whose specs may claim volumes: by a template, by themselves, or in the values of a chart. */
const CLAIMERS = [
  ['apps', 'StatefulSet'],
  ['', 'PersistentVolumeClaim'],
  ['helm.toolkit.fluxcd.io', 'HelmRelease'],
] as const;

/** StorageClasses that volumes of a set ask for and the set does not bring, sorted; '' stands for the default class. */
export function storageClassesOf(set: ManifestSet): readonly string[] {
  const wanted = new Set<string>();
  for (const [group, kind] of CLAIMERS) {
    for (const { object, layer } of set.byKind(group, kind)) if (layer === 'written') collect(object['spec'], wanted);
  }
  const brought = set.byKind('storage.k8s.io', 'StorageClass').map(({ id }) => id.name);
  for (const name of brought) wanted.delete(name);
  return [...wanted].sort(compare);
}

/** The spec of a claim is known by its access modes, wherever it stands. */
function collect(value: JsonValue | undefined, wanted: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('accessModes' in value) {
    const { storageClassName } = value;
    if (storageClassName === undefined) wanted.add('');
    // An empty name asks for a volume that somebody made by hand.
    else if (typeof storageClassName === 'string' && storageClassName !== '') wanted.add(storageClassName);
    return;
  }
  for (const item of Object.values(value)) collect(item, wanted);
}
