import { mapAt, textsOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';

/** Labels of pods. */
export type Labels = Readonly<Record<string, string>>;

/** Labels that a policy of Istio selects by; empty when it selects its whole scope. */
export function selectorLabels(spec: JsonObject): Labels {
  return textsOf(mapAt(spec, 'selector', 'matchLabels'));
}

/** Spec of an object. */
export function specOf({ object }: ManifestEntry): JsonObject {
  return mapAt(object, 'spec');
}

/** Namespace of an object; a missing one is `default`, as for kubectl. */
export function namespaceOf({ id }: ManifestEntry): string {
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Objects by namespace. */
export function groupByNamespace(entries: readonly ManifestEntry[]): ReadonlyMap<string, readonly ManifestEntry[]> {
  const groups = new Map<string, ManifestEntry[]>();
  for (const entry of entries) {
    const namespace = namespaceOf(entry);
    const group = groups.get(namespace);
    if (group === undefined) groups.set(namespace, [entry]);
    else group.push(entry);
  }
  return groups;
}
