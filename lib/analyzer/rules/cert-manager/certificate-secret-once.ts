import { originText, type ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { text } from '../../read.js';
import type { Rule } from '../../rule.js';

const CERTIFICATE = 'Certificate.cert-manager.io';

/** Two Certificates of a namespace that write one Secret. */
export const certificateSecretOnce: Rule = {
  meta: {
    code: 'TM4203',
    name: 'certificate-secret-once',
    area: 'cert-manager',
    summary: 'Two Certificates with one Secret overwrite each other without end, and issue a certificate each time.',
    remedy: 'Give each Certificate a `secretName` of its own.',
    inputs: [CERTIFICATE],
  },
  check: (context) => {
    const first = new Map<string, ManifestEntry>();
    for (const entry of context.all(CERTIFICATE)) {
      const name = text(field(entry, 'spec', 'secretName'));
      if (name === undefined) continue;
      const place = `${entry.id.namespace}/${name}`;
      const before = first.get(place);
      if (before === undefined) first.set(place, entry);
      else {
        const message = `Secret "${name}" is written by Certificate ${before.id.name} too (${originText(before.origin)})`;
        context.report(entry, { field: 'spec.secretName', message });
      }
    }
  },
};
