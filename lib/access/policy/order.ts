import type { ManifestEntry } from '../../manifest/index.js';
import { compare } from '../../manifest/manifest-set.js';

/**
 * Order by age: the oldest object of a scope wins. One without a time stamp is about to be applied, so it comes last;
 * ties go by name, then namespace.
 */
export function byAge(a: ManifestEntry, b: ManifestEntry): number {
  return compare(stamp(a), stamp(b)) || compare(a.id.name, b.id.name) || compare(a.id.namespace, b.id.namespace);
}

function stamp({ object }: ManifestEntry): string {
  const value = object.metadata['creationTimestamp'];
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? '9' : `0${String(time).padStart(20, '0')}`;
}
