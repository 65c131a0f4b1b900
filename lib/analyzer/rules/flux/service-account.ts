import { field } from '../../context.js';
import { APPLIER_KINDS } from '../../lookup/sources.js';
import { text } from '../../read.js';
import type { Rule } from '../../rule.js';

/** A Kustomization or HelmRelease that names no account. */
export const serviceAccount: Rule = {
  meta: {
    code: 'TM4303',
    name: 'service-account',
    area: 'flux',
    summary:
      'Under the lockdown what names no account runs as `default` and may do nothing; without the lockdown it runs with every right of the controller.',
    remedy: 'Set `spec.serviceAccountName` to an account with the rights that the content needs.',
    inputs: [...APPLIER_KINDS].sort(),
  },
  check: (context) => {
    for (const entry of APPLIER_KINDS.flatMap((kind) => context.all(kind))) {
      // Rights on another cluster come with its kubeconfig.
      if (field(entry, 'spec', 'kubeConfig') !== undefined) continue;
      if ((text(field(entry, 'spec', 'serviceAccountName')) ?? '') !== '') continue;
      context.report(entry, { field: 'spec.serviceAccountName', message: 'it names no account to act as' });
    }
  },
};
