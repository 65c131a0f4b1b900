import type { ManifestEntry } from '../../manifest/index.js';
import { field } from '../context.js';
import { at, stringMap } from '../read.js';
import type { PodTemplate, Pods } from './pods.js';

type Labels = Readonly<Record<string, string>>;

/** Labels that a policy of Istio selects; none for one of its whole namespace. */
export function selectedLabels(policy: ManifestEntry): Labels {
  return stringMap(field(policy, 'spec', 'selector', 'matchLabels'));
}

/** Whether a policy is attached to a Gateway or Service by name, and not by labels. */
export function isAttached(policy: ManifestEntry): boolean {
  const spec = field(policy, 'spec');
  return at(spec, 'targetRef') !== undefined || at(spec, 'targetRefs') !== undefined;
}

/** Pods that a policy holds for: those it selects, in its namespace or, from the root namespace, everywhere. */
export function podsUnder(policy: ManifestEntry, pods: Pods, root: string): readonly PodTemplate[] {
  if (isAttached(policy)) return [];
  return pods.with(selectedLabels(policy), policy.id.namespace === root ? undefined : policy.id.namespace);
}

/** Key of what a policy holds for: two policies of one key hold for the same pods. */
export function scopeKey(policy: ManifestEntry): string {
  return `${policy.id.namespace}/${JSON.stringify(Object.entries(selectedLabels(policy)).sort())}`;
}
