import type { Finding } from '../finding.js';
import type { ManifestSet } from '../manifest-set.js';

/** No Secret with a value stands in the tree; one that Pulumi applies never reaches Git. */
export function checkClearSecrets(set: ManifestSet): readonly Finding[] {
  return set.byKind('', 'Secret').flatMap((entry) => {
    if (entry.layer !== 'written' || entry.owner !== 'flux') return [];
    return ['data', 'stringData'].flatMap((field): Finding[] => {
      const values = entry.object[field];
      if (typeof values !== 'object' || values === null || Object.keys(values).length === 0) return [];
      return [
        {
          code: 'TM2017',
          level: 'error',
          where: entry.origin,
          object: entry.id,
          field,
          message: `the values of ${Object.keys(values).sort().join(', ')} would stand in Git in clear`,
          remedy:
            'Declare the Secret with needSecret(...) and supply it by other means, such as SOPS or External Secrets.',
        },
      ];
    });
  });
}
