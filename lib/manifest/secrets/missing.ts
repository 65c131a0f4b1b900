import type { ManifestEntry, NeededSecret } from '../entry.js';
import { compare } from '../manifest-set.js';
import { bundledSecret, createdSecrets } from './created.js';
import { secretReferences } from './references.js';

/**
 * Secrets that somebody must supply: those declared, and those referred to that nothing in the tree creates.
 * One entry a Secret, with all its keys; a declared purpose goes before a derived one.
 *
 * @param entries - all objects of a cluster
 * @param declared - what constructs said with `needSecret`
 */
export function missingSecrets(
  entries: readonly ManifestEntry[],
  declared: readonly NeededSecret[],
): readonly NeededSecret[] {
  const created = new Set(entries.flatMap(createdSecrets).map(({ namespace, name }) => `${namespace}/${name}`));
  const bundled = new Set(entries.map(bundledSecret));
  const found = new Map<string, NeededSecret>();
  for (const need of declared) merge(found, need);
  for (const entry of entries) {
    if (entry.layer !== 'written') continue;
    for (const reference of secretReferences(entry)) {
      const isCreated = created.has(`${reference.namespace}/${reference.name}`) || bundled.has(reference.name);
      if (!isCreated) merge(found, { ...reference, origin: entry.origin, derived: true });
    }
  }
  return [...found].sort(([a], [b]) => compare(a, b)).map(([, need]) => need);
}

function merge(found: Map<string, NeededSecret>, need: NeededSecret): void {
  const place = `${need.namespace}/${need.name}`;
  const before = found.get(place);
  const keys = [...new Set([...(before?.keys ?? []), ...need.keys])].sort(compare);
  found.set(place, { ...(before ?? need), keys });
}
