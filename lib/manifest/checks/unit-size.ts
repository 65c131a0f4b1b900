import type { Finding } from '../finding.js';
import type { ManifestSet } from '../manifest-set.js';

/** Most objects a unit may hold: `kustomize build` grows worse than quadratically with their number. */
export const UNIT_LIMIT = 1000;

/** No unit holds more objects than `kustomize build` takes in a few seconds. */
export function checkUnitSize(set: ManifestSet): readonly Finding[] {
  return set.units.flatMap((unit) => {
    const entries = set.inUnit(unit.path).filter(({ owner }) => owner === 'flux');
    const [first] = entries;
    if (first === undefined || entries.length <= UNIT_LIMIT) return [];
    return [
      {
        code: 'TM2015',
        level: 'error',
        where: unit.origin,
        object: first.id,
        message: `unit "${unit.path}" holds ${String(entries.length)} objects, and ${String(UNIT_LIMIT)} are the most that Flux builds in reasonable time`,
        remedy: 'Split it: mark constructs below it as units of their own instead.',
      },
    ];
  });
}
