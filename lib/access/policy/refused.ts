import { authorizationFaults } from '../../analyzer/lookup/policy-faults.js';
import { refusedPolicy } from '../../analyzer/rules/istio/refused-policy.js';
import type { ManifestSet } from '../../manifest/index.js';
import { key } from '../world/workload.js';
import { namespaceOf } from './selector.js';

/** Policies of a set that Istio refuses, one sentence each with the code under which the analyzer reports them. */
export function refusedPolicies(set: ManifestSet): readonly string[] {
  return set.byKind('security.istio.io', 'AuthorizationPolicy').flatMap((entry) => {
    const [fault] = authorizationFaults(entry);
    if (fault === undefined) return [];
    const name = key({ namespace: namespaceOf(entry), name: entry.id.name });
    return [
      `Istio refuses AuthorizationPolicy ${name} (${refusedPolicy.meta.code}: ${fault.field}: ${fault.message}); it is judged as istiod reads it unchecked.`,
    ];
  });
}
