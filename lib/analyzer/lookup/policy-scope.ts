import type { ManifestEntry } from '../../manifest/index.js';
import { field } from '../context.js';
import { at, selects, stringMap } from '../read.js';
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

/** Whether a policy holds at a gateway. Where no pod of the gateway is known, its own selector stands for them. */
export function holdsAtGateway(policy: ManifestEntry, gateway: ManifestEntry, pods: Pods, root: string): boolean {
  if (isAttached(policy)) return false;
  const selector = stringMap(field(gateway, 'spec', 'selector'));
  const known = pods.with(selector);
  const labels = selectedLabels(policy);
  const reaches = (namespace: string) => policy.id.namespace === root || policy.id.namespace === namespace;
  if (known.length > 0) return known.some((pod) => reaches(pod.namespace) && selects(labels, pod.labels));
  return reaches(gateway.id.namespace) && selects(labels, selector);
}
