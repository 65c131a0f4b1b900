import { refuse, type At } from '../../model/index.js';
import type { ManifestUnit } from '../../manifest/index.js';

/** The units of a cluster, with those marked that it says to share; a path that names none is refused. */
export function withShared(units: readonly ManifestUnit[], shared: readonly string[], at: At): readonly ManifestUnit[] {
  const unknown = shared.find((path) => !units.some((unit) => unit.path === path));
  if (unknown !== undefined) {
    refuse(
      'TM2026',
      at,
      'the cluster has no unit of this path to share',
      unknown,
      'Write the path of a unit of this cluster that holds objects, such as "infrastructure/crds".',
    );
  }
  return units.map((unit) => (shared.includes(unit.path) ? { ...unit, shared: true } : unit));
}
