import { KEYS, refuse, type At } from '../../model/index.js';
import { compare, originText, type ManifestEntry, type ManifestUnit } from '../../manifest/index.js';
import { spread, type ClusterScale, type Places } from '../../gitops/writer.js';

/** Objects and units of a cluster. */
export interface Parted {
  readonly entries: readonly ManifestEntry[];
  readonly units: readonly ManifestUnit[];
}

/**
 * Parts units that hold objects of every tenant: what belongs to a tenant goes to one of the parts, by a stable hash of
 * the tenant. A part comes after the unit itself, and whoever waits for the unit waits for its parts too.
 *
 * @param cluster - path of the Cluster
 */
export function withParts({ entries, units }: Parted, { parts = {} }: ClusterScale, cluster: string): Parted {
  const wanted = Object.entries(parts);
  if (wanted.length === 0) return { entries, units };
  const byPath = new Map(units.map((unit) => [unit.path, unit]));
  for (const [path] of wanted) if (!byPath.has(path)) refuseUnknown(path, { where: cluster, field: 'scale.parts' });
  const placed = entries.map((entry) => {
    const places = entry.layer === 'written' ? parts[entry.unit] : undefined;
    const unit = byPath.get(entry.unit);
    const part = places === undefined || unit === undefined ? undefined : partOf(entry, unit, places, cluster);
    return part === undefined ? entry : { ...entry, unit: part };
  });
  const filled = new Set(placed.filter(({ layer }) => layer === 'written').map(({ unit }) => unit));
  return { entries: placed, units: units.flatMap((unit) => unitsOf(unit, parts, filled)) };
}

/** The part that an object goes to; undefined for what the platform itself has in the unit. */
function partOf(entry: ManifestEntry, unit: ManifestUnit, places: Places, cluster: string): string | undefined {
  const key = entry.object.metadata.labels?.[KEYS.tenant] ?? joinedKey(entry, unit, cluster);
  return key === undefined ? undefined : `${unit.path}/${spread(key, places)}`;
}

/** What joined a unit goes by the construct that it came with; what the platform joins for others, by its own name. */
function joinedKey({ id, origin }: ManifestEntry, unit: ManifestUnit, cluster: string): string | undefined {
  const [where, home] = [originText(origin), originText(unit.origin)];
  if (where.startsWith(`${home}/`)) return undefined;
  const [from, own] = [where, home].map((path) => path.slice(cluster.length + 1).split('/')[0]);
  return from === own ? id.name : from;
}

/** A unit with its parts, each of which waits for it; and in place of a parted unit all of it is waited for. */
function unitsOf(
  unit: ManifestUnit,
  parts: NonNullable<ClusterScale['parts']>,
  filled: ReadonlySet<string>,
): readonly ManifestUnit[] {
  const partsOf = (path: string): readonly string[] =>
    (parts[path] ?? []).map((part) => `${path}/${part}`).filter((part) => filled.has(part));
  const dependsOn = [...new Set(unit.dependsOn.flatMap((path) => [path, ...partsOf(path)]))].sort(compare);
  const own = { ...unit, dependsOn };
  const made = partsOf(unit.path).map((path) => {
    const part: { -readonly [field in keyof ManifestUnit]: ManifestUnit[field] } = { ...own, path, images: [] };
    part.dependsOn = [...dependsOn, unit.path].sort(compare);
    // What names objects of the whole unit stays with it.
    delete part.files;
    delete part.shared;
    delete part.healthChecks;
    return part;
  });
  return [own, ...made];
}

function refuseUnknown(path: string, at: At): never {
  return refuse(
    'TM2027',
    at,
    'the cluster has no unit of this path to part',
    path,
    'Write the path of a unit of the platform, such as "infrastructure/trust".',
  );
}
