import { POLICY_FAULTS, refusedPolicy } from '../../analyzer/rules/istio/refused-policy.js';
import type { ManifestSet } from '../../manifest/index.js';
import { key } from '../world/workload.js';
import { namespaceOf } from './selector.js';

/** Policies of a set that Istio refuses, one sentence each with the code under which the analyzer reports them. */
export function refusedPolicies(set: ManifestSet): readonly string[] {
  return Object.entries(POLICY_FAULTS).flatMap(([kind, faultsOf]) =>
    set.byKind('security.istio.io', kind).flatMap((entry) => {
      const [fault] = faultsOf(entry);
      if (fault === undefined) return [];
      const name = key({ namespace: namespaceOf(entry), name: entry.id.name });
      const why = `${refusedPolicy.meta.code}: ${fault.field}: ${fault.message}`;
      return [`Istio refuses ${kind} ${name} (${why}); it is judged as istiod reads it unchecked.`];
    }),
  );
}
