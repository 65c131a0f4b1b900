import { BINDING_KINDS, accountSubjects, bindingsOf } from '../../lookup/accounts.js';
import { Namespaces } from '../../lookup/namespaces.js';
import type { Rule } from '../../rule.js';

/** Rights outside its namespace for an account in the namespace of a tenant. */
export const tenantClusterBinding: Rule = {
  meta: {
    code: 'TM4305',
    name: 'tenant-cluster-binding',
    area: 'flux',
    summary:
      'A tenant can run a pod as any account of its namespace, so whatever such an account may do elsewhere, the tenant may do.',
    remedy: 'Bind an account of a namespace of the platform, or bind within the namespace of the tenant only.',
    inputs: [...BINDING_KINDS, 'Namespace'].sort(),
  },
  check: (context) => {
    const namespaces = new Namespaces(context);
    for (const binding of bindingsOf(context)) {
      for (const { namespace, name } of accountSubjects(binding)) {
        if (!namespaces.isTenants(namespace) || binding.id.namespace === namespace) continue;
        const who = name === undefined ? `every account of "${namespace}"` : `account "${name}" of "${namespace}"`;
        const where = binding.id.namespace === '' ? 'in the whole cluster' : `in namespace "${binding.id.namespace}"`;
        context.report(binding, { field: 'subjects', message: `it gives ${who} rights ${where}` });
      }
    }
  },
};
