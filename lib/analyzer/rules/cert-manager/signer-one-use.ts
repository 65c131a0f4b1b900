import { originText } from '../../../manifest/index.js';
import { Namespaces } from '../../lookup/namespaces.js';
import { SIGNER_KINDS, namedSigners, type NamedSigner } from '../../lookup/signers.js';
import type { Rule } from '../../rule.js';

/** A signer that the workloads of two tenants use, or of a tenant and the platform. */
export const signerOneUse: Rule = {
  meta: {
    code: 'TM4201',
    name: 'signer-one-use',
    area: 'cert-manager',
    summary:
      'Certificates of two tenants under one intermediate cannot be told apart, and neither can be rotated or revoked without the other.',
    remedy: 'Give each tenant a signer of its own.',
    inputs: [...SIGNER_KINDS].sort(),
  },
  check: (context) => {
    const namespaces = new Namespaces(context);
    const first = new Map<string, readonly [user: string, use: NamedSigner]>();
    for (const use of namedSigners(context)) {
      const user = userOf(use.namespace, namespaces);
      if (user === undefined) continue;
      const before = first.get(use.signer);
      if (before === undefined) first.set(use.signer, [user, use]);
      else if (before[0] !== user) {
        const where = originText(before[1].entry.origin);
        const message = `signer "${use.signer}" of ${user} is that of ${before[0]} too (${where})`;
        context.report(use.entry, { field: use.field, message });
      }
    }
  },
};

/** Whose workloads a namespace holds; nobody's where no label tells. */
function userOf(namespace: string, namespaces: Namespaces): string | undefined {
  if (namespaces.isTenants(namespace)) return `tenant "${namespaces.owner(namespace)}"`;
  return namespaces.isPlatforms(namespace) ? 'the platform' : undefined;
}
