import { originText, type ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { ISTIOD_KINDS, environment, istiods, rootNamespace } from '../../lookup/istiod.js';
import { POD_KINDS, Pods } from '../../lookup/pods.js';
import { isAttached, podsUnder, scopeKey } from '../../lookup/policy-scope.js';
import { at, objects, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';
const SWITCH = 'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS';

/** Two CUSTOM policies with different providers on one workload, where istiod takes one only. */
export const severalCustomProviders: Rule = {
  meta: {
    code: 'TM4105',
    name: 'several-custom-providers',
    area: 'istio',
    summary: `Without ${SWITCH} in istiod, a workload with two external authorization providers denies every request that either policy matches.`,
    remedy: `Set \`env.${SWITCH}: "true"\` in the values of istiod, or keep to one provider.`,
    inputs: [POLICY, ...ISTIOD_KINDS, ...POD_KINDS].sort(),
  },
  check: (context) => {
    const planes = istiods(context);
    const pods = new Pods(context);
    const policies = context.all(POLICY).filter((policy) => text(field(policy, 'spec', 'action')) === 'CUSTOM');
    if (planes.length > 0 && planes.every((plane) => environment(plane, SWITCH) === 'true')) return;
    const root = rootNamespace(planes);
    const first = new Map<string, ManifestEntry>();
    const seen = new Set<string>();
    for (const policy of policies) {
      // A policy like one before it adds nothing.
      const likeness = isAttached(policy) ? undefined : `${providerOf(policy)} ${scopeKey(policy)}`;
      if (likeness !== undefined && seen.has(likeness)) continue;
      if (likeness !== undefined) seen.add(likeness);
      const before = targets(policy, pods, root)
        .map((target) => keep(first, target, policy))
        .find((other) => providerOf(other) !== providerOf(policy));
      if (before === undefined) continue;
      context.report(policy, {
        field: 'spec.provider.name',
        message: `provider "${providerOf(policy)}" is the second one of a workload that ${before.id.name} (${originText(before.origin)}) gives "${providerOf(before)}"`,
      });
    }
  },
};

function keep(first: Map<string, ManifestEntry>, target: string, policy: ManifestEntry): ManifestEntry {
  const before = first.get(target);
  if (before === undefined) first.set(target, policy);
  return before ?? policy;
}

function providerOf(policy: ManifestEntry): string {
  return text(field(policy, 'spec', 'provider', 'name')) ?? '';
}

/** What a policy holds for: pods, the object it is attached to, or, where no pod is known, its own selector. */
function targets(policy: ManifestEntry, pods: Pods, root: string): readonly string[] {
  const { namespace } = policy.id;
  if (isAttached(policy)) {
    const single = field(policy, 'spec', 'targetRef');
    const all = [...objects(field(policy, 'spec', 'targetRefs')), ...objects(single === undefined ? [] : [single])];
    return all.map((target) => `${namespace}/${text(at(target, 'kind')) ?? ''}/${text(at(target, 'name')) ?? ''}`);
  }
  const known = podsUnder(policy, pods, root);
  if (known.length > 0) return known.map(({ entry }) => `${entry.id.namespace}/${entry.id.kind}/${entry.id.name}`);
  return [scopeKey(policy)];
}
