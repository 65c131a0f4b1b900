import { compare, originText, type ManifestEntry, type ManifestUnit } from '../../manifest/index.js';
import { MeshError } from '../../model/index.js';
import { ENTRY_UNIT, type GitopsOptions } from '../options.js';
import { directoryOf } from '../paths.js';
import { timeOf } from '../waiting-time.js';
import { Layout } from './scale.js';

/** What one Flux Kustomization applies: a unit, or the guard rails of a group of tenants. */
export interface Step {
  /** The unit, or the units of the group taken together. */
  readonly unit: ManifestUnit;
  /** Directory that is built. */
  readonly directory: string;
  /** Objects that are applied. */
  readonly entries: readonly ManifestEntry[];
  /** Paths of the steps that must be Ready first, sorted. */
  readonly dependsOn: readonly string[];
  /** Whether Flux substitutes facts in it. */
  readonly substitutes: boolean;
  /** Unit of the Kustomization itself: the entry, or a root. */
  readonly folder: string;
  /**
   * Shard of Flux that works for it.
   * @default - the controllers that work for everything without a shard
   */
  readonly shard?: string;
}

/** The steps of a tree, sorted by path. */
export function stepsOf(
  units: readonly ManifestUnit[],
  entries: readonly ManifestEntry[],
  options: GitopsOptions,
): readonly Step[] {
  const layout = new Layout(options.scale ?? {});
  const pathOf = (path: string): string => layout.groupOf(path) ?? path;
  const byPath = new Map(units.map((unit) => [unit.path, unit]));
  const held = entriesByUnit(entries);
  const members = new Map<string, ManifestUnit[]>();
  for (const unit of units.filter(({ owner }) => owner !== 'pulumi')) {
    const path = pathOf(unit.path);
    members.set(path, [...(members.get(path) ?? []), unit]);
  }
  return [...members]
    .sort(([a], [b]) => compare(a, b))
    .map(([path, of]): Step => {
      const objects = of.flatMap((unit) => held.get(unit.path) ?? []);
      const before = new Set(of.flatMap((unit) => fluxUnitsBefore(unit, byPath)).map(pathOf));
      before.delete(path);
      const shard = layout.shardOf(path);
      const unit = together(path, of);
      return {
        unit,
        directory: directoryOf(options.cluster, unit),
        entries: objects,
        dependsOn: [...before].sort(compare),
        substitutes: objects.some(({ side }) => side.size > 0),
        folder: folderOf(layout.rootOf(path)),
        ...(shard === undefined ? {} : { shard }),
      };
    });
}

/** Unit of the Kustomizations in a root; that of the entry where there is none. */
export function folderOf(root: string | undefined): string {
  return root === undefined ? ENTRY_UNIT : `${ENTRY_UNIT}/roots/${root}`;
}

/** What Flux applies in each unit. */
function entriesByUnit(entries: readonly ManifestEntry[]): ReadonlyMap<string, readonly ManifestEntry[]> {
  const held = new Map<string, ManifestEntry[]>();
  for (const entry of entries) {
    if (entry.layer !== 'written' || entry.owner !== 'flux') continue;
    const known = held.get(entry.unit);
    if (known === undefined) held.set(entry.unit, [entry]);
    else known.push(entry);
  }
  return held;
}

/** Units of Flux that come first; one that Pulumi applies hands over those before it. */
function fluxUnitsBefore(unit: ManifestUnit, units: ReadonlyMap<string, ManifestUnit>): readonly string[] {
  const found = new Set<string>();
  const follow = ({ dependsOn }: ManifestUnit): void => {
    for (const path of dependsOn) {
      const before = units.get(path);
      if (before?.owner === 'pulumi') follow(before);
      else if (before !== undefined) found.add(path);
    }
  };
  follow(unit);
  return [...found];
}

/** One unit for those that are applied together; what a Kustomization says once must be the same in all. */
function together(path: string, units: readonly ManifestUnit[]): ManifestUnit {
  const [first, ...others] = units;
  if (first === undefined) throw new Error(`${path} applies nothing.`);
  if (path === first.path) return first;
  for (const other of others) {
    const field = ONCE.find((name) => JSON.stringify(other[name]) !== JSON.stringify(first[name]));
    if (field !== undefined || other.shared === true) throw apart(path, first, other, field ?? 'shared');
  }
  if (first.shared === true) throw apart(path, first, first, 'shared');
  const longest = units.reduce((a, b) => (timeoutOf(b) > timeoutOf(a) ? b : a));
  return {
    ...first,
    path,
    images: [],
    files: units.flatMap(({ files = [] }) => files),
    ...(longest.timeout === undefined ? {} : { timeout: longest.timeout }),
  };
}

/** Settings that a Kustomization has once for all that it applies. */
const ONCE = ['serviceAccountName', 'wait', 'prune', 'interval', 'healthChecks', 'healthCheckExprs'] as const;

function timeoutOf({ timeout }: ManifestUnit): number {
  return timeOf(timeout, 0);
}

function apart(path: string, one: ManifestUnit, other: ManifestUnit, field: string): MeshError {
  return new MeshError({
    code: 'TM5015',
    where: originText(other.origin),
    field,
    what: `unit "${other.path}" says otherwise than "${one.path}", and one Kustomization applies both in "${path}"`,
    remedy: 'Give all guard rails of the cluster the same settings, or leave `scale.groups` out.',
  });
}
