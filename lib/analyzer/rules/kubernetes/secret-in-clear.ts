import type { ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { at, isJsonObject, text } from '../../read.js';
import type { Rule } from '../../rule.js';

/** A Secret with values that anyone who reads the repository can read. */
export const secretInClear: Rule = {
  meta: {
    code: 'TM4601',
    name: 'secret-in-clear',
    area: 'kubernetes',
    summary: 'A value that was in Git once stays in its history, and whoever can read the repository has it.',
    remedy:
      'Encrypt the Secret with SOPS, or supply it by other means, such as External Secrets; then replace the value.',
    inputs: ['Secret'],
  },
  check: (context) => {
    for (const secret of context.all('Secret')) {
      if (secret.layer !== 'written') continue;
      for (const place of ['data', 'stringData']) {
        const names = clearValues(secret, place);
        if (names.length === 0) continue;
        context.report(secret, { field: place, message: `the values of ${names.join(', ')} stand in clear` });
      }
    }
  },
};

function clearValues(secret: ManifestEntry, place: string): readonly string[] {
  const values = field(secret, place);
  if (!isJsonObject(values)) return [];
  // Without its own signature SOPS decrypts nothing, so the form of a value alone proves nothing.
  const isSealed = text(at(secret.object, 'sops', 'mac')) !== undefined;
  return Object.keys(values)
    .filter((name) => text(values[name]) !== '' && !(isSealed && text(values[name])?.startsWith('ENC[') === true))
    .sort();
}
