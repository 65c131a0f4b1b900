import type { ManifestEntry } from '../../../manifest/index.js';
import type { JsonValue } from '../../../model/index.js';
import { field } from '../../context.js';
import { CANARY, TARGET_KINDS, findTarget, selectorLabel } from '../../lookup/canary.js';
import { at, objects, text } from '../../read.js';
import type { Rule } from '../../rule.js';

type Found = readonly (readonly [place: string, value: JsonValue | undefined])[];

const ISTIO_POLICIES = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].map(
  (kind) => `${kind}.security.istio.io`,
);
/** Kinds whose labels must mean every version of a workload, and the maps of labels in them. */
const READERS: Readonly<Record<string, (entry: ManifestEntry) => Found>> = {
  ...Object.fromEntries(
    ISTIO_POLICIES.map((kind) => [kind, (entry: ManifestEntry) => one(entry, 'selector.matchLabels')]),
  ),
  'NetworkPolicy.networking.k8s.io': networkLabels,
  'PodDisruptionBudget.policy': (entry) => one(entry, 'selector.matchLabels'),
  Service: (entry) => one(entry, 'selector'),
};

/** A selector on the label that Flagger rewrites, beside the Canary that rewrites it. */
export const rewrittenLabel: Rule = {
  meta: {
    code: 'TM4701',
    name: 'rewritten-label',
    area: 'cross',
    summary:
      'Flagger gives the pods that serve users another value of this label, so a policy or budget that selects the first one holds for the canary alone.',
    remedy: 'Select a label that canary and primary share, such as `tenant-mesh.io/workload`.',
    inputs: [CANARY, ...TARGET_KINDS, ...Object.keys(READERS)].sort(),
  },
  check: (context) => {
    for (const kind of TARGET_KINDS) context.all(kind);
    const rewritten = new Map<string, ManifestEntry>();
    for (const canary of context.all(CANARY)) {
      const target = findTarget(context, canary);
      const label = target === undefined ? undefined : selectorLabel(target);
      if (label !== undefined) rewritten.set(keyOf(canary, label.key, label.value), canary);
    }
    for (const [kind, read] of Object.entries(READERS)) {
      const uses = context.all(kind).flatMap((entry) => (entry.layer === 'written' ? usesOf(entry, read(entry)) : []));
      const selected = new Set(uses.map(({ label }) => label));
      for (const { entry, place, label } of uses) {
        const canary = rewritten.get(label);
        // Somebody who selects both values has thought of it.
        if (canary === undefined || selected.has(`${label}-primary`)) continue;
        const value = label.slice(label.indexOf('/') + 1);
        const message = `it selects \`${value}\`, which Canary "${canary.id.name}" turns into \`${value}-primary\``;
        context.report(entry, { field: place, message });
      }
    }
  },
};

function usesOf(entry: ManifestEntry, found: Found) {
  return found.flatMap(([place, map]) =>
    Object.entries(typeof map === 'object' && map !== null ? map : {}).flatMap(([key, value]) =>
      typeof value === 'string' ? [{ entry, place: `${place}["${key}"]`, label: keyOf(entry, key, value) }] : [],
    ),
  );
}

function keyOf({ id }: ManifestEntry, key: string, value: string): string {
  return `${id.namespace}/${key}: ${value}`;
}

function one(entry: ManifestEntry, path: string): Found {
  return [[`spec.${path}`, field(entry, 'spec', ...path.split('.'))]];
}

/** Pods that the policy is for, and pods of its own namespace at the other end. */
function networkLabels(entry: ManifestEntry): Found {
  const peers = (direction: string, side: string): Found =>
    objects(field(entry, 'spec', direction)).flatMap((rule, ruleAt) =>
      objects(rule[side]).flatMap((peer, index) =>
        isOfOwnNamespace(entry, peer)
          ? [
              [
                `spec.${direction}[${ruleAt}].${side}[${index}].podSelector.matchLabels`,
                at(peer, 'podSelector', 'matchLabels'),
              ] as const,
            ]
          : [],
      ),
    );
  return [...one(entry, 'podSelector.matchLabels'), ...peers('ingress', 'from'), ...peers('egress', 'to')];
}

function isOfOwnNamespace(entry: ManifestEntry, peer: JsonValue): boolean {
  const other = at(peer, 'namespaceSelector');
  if (other === undefined) return true;
  return text(at(other, 'matchLabels', 'kubernetes.io/metadata.name')) === entry.id.namespace;
}
