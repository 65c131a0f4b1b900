import type { ManifestEntry } from '../../manifest/index.js';
import { field, type RuleContext } from '../context.js';
import { at, objects, text } from '../read.js';

/** Kind that {@link appliedUnits} reads. */
export const KUSTOMIZATION = 'Kustomization.kustomize.toolkit.fluxcd.io';

/** A directory of the set, and the Flux Kustomization that applies it. */
export interface AppliedUnit {
  readonly kustomization: ManifestEntry;
  /** Path of the unit in the set. */
  readonly path: string;
  readonly entries: readonly ManifestEntry[];
}

/**
 * Units that a Kustomization of the set applies. A set knows its units by the end of the path only, since the
 * directory it was loaded from may be any part of the repository.
 */
export function appliedUnits(context: RuleContext): readonly AppliedUnit[] {
  const groups = groupsOf(context.units);
  return context.all(KUSTOMIZATION).flatMap((kustomization) => {
    const parts = (text(field(kustomization, 'spec', 'path')) ?? '')
      .split('/')
      .filter((part) => !['', '.'].includes(part));
    for (const start of parts.keys()) {
      const path = parts.slice(start).join('/');
      const applied = [path, ...(groups.get(path) ?? [])].map((unit) => ({
        path: unit,
        entries: inFlux(context, unit),
      }));
      const filled = applied.filter(({ entries }) => entries.length > 0);
      if (filled.length > 0) return filled.map((unit) => ({ kustomization, ...unit }));
    }
    return [];
  });
}

function inFlux(context: RuleContext, path: string): readonly ManifestEntry[] {
  return context.inUnit(path).filter(({ owner }) => owner === 'flux');
}

/** Paths of the units that one Kustomization applies together, by the path that it names. */
function groupsOf(units: RuleContext['units']): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { path, group } of units) if (group !== undefined) found.set(group, [...(found.get(group) ?? []), path]);
  return found;
}

/** Units that must be Ready before each unit, all the way down. */
export function unitsBefore(
  context: RuleContext,
  units: readonly AppliedUnit[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const pathsOf = new Map<string, string[]>();
  for (const { kustomization, path } of units) {
    const name = nameOf(kustomization);
    pathsOf.set(name, [...(pathsOf.get(name) ?? []), path]);
  }
  const all = new Map(context.all(KUSTOMIZATION).map((kustomization) => [nameOf(kustomization), kustomization]));
  return new Map(
    units.map(({ kustomization, path }) => {
      const found = new Set<string>();
      const open = [kustomization];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        for (const name of dependencies(next)) {
          const entry = all.get(name);
          if (entry === undefined || found.has(name)) continue;
          found.add(name);
          open.push(entry);
        }
      }
      return [path, new Set([...found].flatMap((name) => pathsOf.get(name) ?? []))] as const;
    }),
  );
}

function dependencies(kustomization: ManifestEntry): readonly string[] {
  return objects(field(kustomization, 'spec', 'dependsOn')).map((item) => {
    const namespace = text(at(item, 'namespace')) ?? kustomization.id.namespace;
    return `${namespace}/${text(at(item, 'name')) ?? ''}`;
  });
}

function nameOf({ id }: ManifestEntry): string {
  return `${id.namespace}/${id.name}`;
}
