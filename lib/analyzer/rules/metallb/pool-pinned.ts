import { field } from '../../context.js';
import { at, strings } from '../../read.js';
import type { Rule } from '../../rule.js';

const POOL = 'IPAddressPool.metallb.io';

/** A pool whose addresses any namespace can get. */
export const poolPinned: Rule = {
  meta: {
    code: 'TM4503',
    name: 'pool-pinned',
    area: 'metallb',
    summary:
      'MetalLB gives an address of such a pool to any Service that asks for none in particular, so a tenant can use up or occupy the addresses of another.',
    remedy: 'List the namespaces in `spec.serviceAllocation.namespaces`, or set `autoAssign: false`.',
    inputs: [POOL],
  },
  check: (context) => {
    for (const pool of context.all(POOL)) {
      if (field(pool, 'spec', 'autoAssign') === false) continue;
      const allocation = field(pool, 'spec', 'serviceAllocation');
      if (strings(at(allocation, 'namespaces')).length > 0) continue;
      const bySelector = at(allocation, 'namespaceSelectors') !== undefined;
      const message = bySelector
        ? 'who gets its addresses hangs on labels of namespaces, and no namespace is named'
        : 'it is assigned by itself, to every namespace';
      context.report(pool, { field: 'spec.serviceAllocation.namespaces', message });
    }
  },
};
