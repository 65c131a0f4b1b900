import type { ManifestEntry } from '../../../manifest/index.js';
import { peerFaults, targetFaults, tokenFaults } from '../../lookup/authentication-faults.js';
import { authorizationFaults, type PolicyFault } from '../../lookup/policy-faults.js';
import type { Rule } from '../../rule.js';

type FaultsOf = (policy: ManifestEntry) => readonly PolicyFault[];

/** What Istio refuses, by kind of policy. */
export const POLICY_FAULTS: Readonly<Record<string, FaultsOf>> = {
  AuthorizationPolicy: (policy) => [...authorizationFaults(policy), ...targetFaults(policy)],
  PeerAuthentication: peerFaults,
  RequestAuthentication: (policy) => [...tokenFaults(policy), ...targetFaults(policy)],
};

const KINDS = Object.keys(POLICY_FAULTS).map((kind) => `${kind}.security.istio.io`);

/** A policy that the admission webhook of istiod refuses, or that Envoy cannot load. */
export const refusedPolicy: Rule = {
  meta: {
    code: 'TM4112',
    name: 'refused-policy',
    area: 'istio',
    summary:
      'Istio refuses a policy with a malformed field when it is applied. Where its webhook does not run, istiod leaves rules out instead, which shuts an ALLOW policy and opens a DENY policy, and takes other fields as they stand.',
    remedy: 'Write the field as Istio reads it.',
    inputs: KINDS,
  },
  check: (context) => {
    for (const policy of KINDS.flatMap((kind) => context.all(kind))) {
      for (const fault of POLICY_FAULTS[policy.id.kind]?.(policy) ?? []) context.report(policy, fault);
    }
  },
};
