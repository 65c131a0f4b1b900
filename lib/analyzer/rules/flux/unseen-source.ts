import { field } from '../../context.js';
import { Namespaces } from '../../lookup/namespaces.js';
import { KUSTOMIZATION } from '../../lookup/units.js';
import { text } from '../../read.js';
import type { Rule } from '../../rule.js';

/** A source of a tenant's own: nothing here has seen what is in it. */
export const unseenSource: Rule = {
  meta: {
    code: 'TM4307',
    name: 'unseen-source',
    area: 'flux',
    summary:
      'What a Kustomization applies from a source of the tenant is in no manifest here, so no rule has judged it and no answer about access counts it.',
    remedy:
      'Check that repository by itself with `tenant-mesh check`, and read answers about access as those for a namespace without these workloads.',
    inputs: [KUSTOMIZATION, 'Namespace'],
  },
  check: (context) => {
    const namespaces = new Namespaces(context);
    for (const entry of context.all(KUSTOMIZATION)) {
      const { namespace } = entry.id;
      if (!namespaces.isTenants(namespace)) continue;
      const kind = text(field(entry, 'spec', 'sourceRef', 'kind')) ?? '';
      const name = text(field(entry, 'spec', 'sourceRef', 'name')) ?? '';
      const account = text(field(entry, 'spec', 'serviceAccountName')) ?? 'default';
      context.report(entry, {
        field: 'spec.sourceRef',
        message: `what is in ${kind} "${name}" is unknown; assumed is that it holds only what account "${account}" and the admission policies let it`,
      });
    }
  },
};
