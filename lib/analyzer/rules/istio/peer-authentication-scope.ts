import { originText, type ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { ISTIOD_KINDS, istiods, rootNamespace } from '../../lookup/istiod.js';
import { scopeKey, selectedLabels } from '../../lookup/policy-scope.js';
import { isJsonObject } from '../../read.js';
import type { Rule } from '../../rule.js';

const PEER = 'PeerAuthentication.security.istio.io';

/** A PeerAuthentication that istiod reads in another way than it is written, or that competes with another one. */
export const peerAuthenticationScope: Rule = {
  meta: {
    code: 'TM4106',
    name: 'peer-authentication-scope',
    area: 'istio',
    summary:
      'Of two PeerAuthentications of one scope only the older counts, and one whose scope Istio does not know is ignored, so traffic may stay in plaintext.',
    remedy: 'Write one PeerAuthentication for each scope: the mesh, a namespace, or a workload by its labels.',
    inputs: [PEER, ...ISTIOD_KINDS].sort(),
  },
  check: (context) => {
    const root = rootNamespace(istiods(context));
    const first = new Map<string, ManifestEntry>();
    for (const entry of context.all(PEER)) {
      const labels = Object.keys(selectedLabels(entry));
      const scope = scopeKey(entry);
      const before = first.get(scope);
      first.set(scope, before ?? entry);
      if (before !== undefined) {
        context.report(entry, {
          message: `${before.id.name} (${originText(before.origin)}) has the same scope, and the older of the two decides`,
        });
      }
      if (labels.length > 0 && entry.id.namespace === root) {
        const message = `a selector in the root namespace "${root}" makes Istio ignore the object`;
        context.report(entry, { field: 'spec.selector', message });
      }
      if (labels.length === 0 && isJsonObject(field(entry, 'spec', 'portLevelMtls'))) {
        const message = 'modes of ports count only beside a selector, and here they are ignored';
        context.report(entry, { field: 'spec.portLevelMtls', message });
      }
    }
  },
};
