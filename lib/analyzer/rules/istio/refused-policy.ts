import { authorizationFaults } from '../../lookup/policy-faults.js';
import type { Rule } from '../../rule.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';

/** An AuthorizationPolicy that the admission webhook of istiod refuses, or that Envoy cannot load. */
export const refusedPolicy: Rule = {
  meta: {
    code: 'TM4112',
    name: 'refused-policy',
    area: 'istio',
    summary:
      'Istio refuses a policy with a malformed field when it is applied. Where its webhook does not run, istiod leaves rules out instead, which shuts an ALLOW policy and opens a DENY policy.',
    remedy: 'Write the field as Istio reads it.',
    inputs: [POLICY],
  },
  check: (context) => {
    for (const policy of context.all(POLICY)) {
      for (const fault of authorizationFaults(policy)) context.report(policy, fault);
    }
  },
};
