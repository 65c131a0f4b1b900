import { KEYS } from '../../../../lib/model/index.js';
import { text } from '../cel.js';
import { resources, type PolicyDefinition } from '../policy.js';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** The pods of a tenant are held to the strictest standard, whoever writes the Namespace. */
export const podSecurity: PolicyDefinition = {
  name: 'pod-security',
  code: 'TM6011',
  scope: 'cluster',
  rules: [resources('', ['namespaces', 'namespaces/finalize', 'namespaces/status'])],
  body: () => ({
    variables: [
      {
        name: 'tenant',
        expression: ['object', 'oldObject']
          .map(
            (state) => `(${state} != null && ${state}.metadata.?labels[?${text(KEYS.role)}].orValue("") == "tenant")`,
          )
          .join(' || '),
      },
    ],
    checks: [
      {
        kind: 'holds',
        expression: `!variables.tenant || object.metadata.?labels[?${text(ENFORCE)}].orValue("") == "restricted"`,
        what: 'the Namespace of a tenant does not enforce the restricted standard',
        remedy: `Write the label ${ENFORCE}: restricted.`,
      },
    ],
  }),
};
