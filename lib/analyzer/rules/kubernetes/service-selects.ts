import type { JsonValue } from '../../../model/index.js';
import type { ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { isEmptySelector, meets } from '../../lookup/label-selector.js';
import { POD_KINDS, Pods } from '../../lookup/pods.js';
import { at, stringMap } from '../../read.js';
import type { Rule } from '../../rule.js';

/** Kinds that select pods of their namespace, and where. */
const SELECTORS: Readonly<
  Record<string, (entry: ManifestEntry) => readonly [place: string, selector: JsonValue | undefined]>
> = {
  'NetworkPolicy.networking.k8s.io': (entry) => ['spec.podSelector', field(entry, 'spec', 'podSelector')],
  'PodDisruptionBudget.policy': (entry) => ['spec.selector', field(entry, 'spec', 'selector')],
  Service: (entry) => ['spec.selector', { matchLabels: field(entry, 'spec', 'selector') }],
};

/** A selector that no pod of its namespace meets. */
export const serviceSelects: Rule = {
  meta: {
    code: 'TM4603',
    name: 'service-selects',
    area: 'kubernetes',
    summary:
      'A Service that selects no pod answers nobody, and a budget or network policy that selects none protects nothing.',
    remedy: 'Select labels that the pods bear.',
    inputs: [...Object.keys(SELECTORS), ...POD_KINDS].sort(),
  },
  check: (context) => {
    const pods = new Pods(context);
    for (const [kind, read] of Object.entries(SELECTORS)) {
      for (const entry of context.all(kind)) {
        const [place, selector] = read(entry);
        if (entry.layer !== 'written' || isEmptySelector(selector) || !isTelling(entry, pods)) continue;
        if (isMet(selector, entry.id.namespace, pods)) continue;
        context.report(entry, { field: place, message: `it selects no pod of namespace "${entry.id.namespace}"` });
      }
    }
  },
};

/**
 * Pods that a chart makes are not always known. A namespace without any tells nothing, and neither does one where a
 * directory only names charts: of their pods the mesh's own alone are predicted.
 */
function isTelling({ id, origin }: ManifestEntry, pods: Pods): boolean {
  const known = pods.in(id.namespace);
  return origin.kind === 'file' ? known.some(({ entry }) => entry.layer === 'written') : known.length > 0;
}

function isMet(selector: JsonValue | undefined, namespace: string, pods: Pods): boolean {
  return pods.with(stringMap(at(selector, 'matchLabels')), namespace).some((pod) => meets(selector, pod.labels));
}
