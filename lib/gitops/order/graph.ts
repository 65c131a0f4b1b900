import { compare, isMap, listOf, mapAt, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { MeshError } from '../../model/index.js';

/** A Flux Kustomization as a step of the order. */
export interface OrderStep {
  /** Name of the Kustomization. */
  readonly name: string;
  /** Unit that it applies: its path below `manifests/<cluster>/`. */
  readonly unit: string;
  /** Names of the Kustomizations that must be Ready first. */
  readonly dependsOn: readonly string[];
  /** Whether it is Ready only once everything in it is. */
  readonly waits: boolean;
  /** The Kustomization as it stands in the tree. */
  readonly entry: ManifestEntry;
}

/** The Kustomizations of a cluster and what each waits for. */
export class OrderGraph {
  /** Steps by name, sorted. */
  readonly steps: ReadonlyMap<string, OrderStep>;
  private readonly byUnit: ReadonlyMap<string, OrderStep>;
  private readonly before = new Map<string, ReadonlySet<string>>();

  /** Reads the graph of a set; a cycle or a name that nobody bears is refused. */
  constructor(set: ManifestSet) {
    const entries = set
      .byKind('kustomize.toolkit.fluxcd.io', 'Kustomization')
      .filter(({ layer }) => layer === 'written');
    const steps = entries.filter(isOurs).map(stepOf);
    this.steps = new Map(steps.sort((a, b) => compare(a.name, b.name)).map((step) => [step.name, step]));
    this.byUnit = new Map(steps.map((step) => [step.unit, step]));
    for (const step of steps) for (const name of step.dependsOn) if (!this.steps.has(name)) throw unknown(step, name);
    this.refuseCycles();
  }

  /** The step that applies a unit. */
  ofUnit(unit: string): OrderStep | undefined {
    return this.byUnit.get(unit);
  }

  /** Names of every step that is Ready before a step begins. */
  readyBefore(name: string): ReadonlySet<string> {
    const known = this.before.get(name);
    if (known !== undefined) return known;
    const found = new Set<string>();
    for (const next of this.steps.get(name)?.dependsOn ?? []) {
      found.add(next);
      for (const further of this.readyBefore(next)) found.add(further);
    }
    this.before.set(name, found);
    return found;
  }

  /** Steps in waves: each step is in the first wave after all that it waits for. */
  waves(): readonly (readonly OrderStep[])[] {
    const waves: OrderStep[][] = [];
    const places = new Map<string, number>();
    const placeOf = (name: string): number => {
      const known = places.get(name);
      if (known !== undefined) return known;
      const place = Math.max(-1, ...(this.steps.get(name)?.dependsOn ?? []).map(placeOf)) + 1;
      places.set(name, place);
      return place;
    };
    for (const step of this.steps.values()) (waves[placeOf(step.name)] ??= []).push(step);
    return waves;
  }

  private refuseCycles(): void {
    const done = new Set<string>();
    const visit = (step: OrderStep, path: readonly string[]): void => {
      if (path.includes(step.name)) throw cycle(step, [...path.slice(path.indexOf(step.name)), step.name]);
      if (done.has(step.name)) return;
      for (const name of step.dependsOn) {
        const next = this.steps.get(name);
        if (next !== undefined) visit(next, [...path, step.name]);
      }
      done.add(step.name);
    };
    for (const step of this.steps.values()) visit(step, []);
  }
}

/** The Kustomization that `flux bootstrap` makes applies the entry, which holds the steps themselves. */
function isOurs({ object }: ManifestEntry): boolean {
  return textOf(mapAt(object, 'spec')['path'])?.includes('manifests/') === true;
}

function stepOf(entry: ManifestEntry): OrderStep {
  const spec = mapAt(entry.object, 'spec');
  const names = listOf(spec['dependsOn']).map((item) => (isMap(item) ? textOf(item['name']) : undefined));
  return {
    name: entry.id.name,
    unit: (textOf(spec['path']) ?? '').replace(/^(?:\.\/)?manifests\/[^/]+\//, ''),
    dependsOn: names.filter((name) => name !== undefined).sort(compare),
    waits: spec['wait'] === true,
    entry,
  };
}

function cycle({ name }: OrderStep, path: readonly string[]): MeshError {
  return new MeshError({
    code: 'TM5301',
    where: `Kustomization ${name}`,
    field: 'spec.dependsOn',
    what: `Kustomizations wait for each other: ${path.join(' -> ')}`,
    remedy: 'Take one of these dependencies away.',
  });
}

function unknown({ name }: OrderStep, dependency: string): MeshError {
  return new MeshError({
    code: 'TM5303',
    where: `Kustomization ${name}`,
    field: 'spec.dependsOn',
    what: 'it waits for a Kustomization that the tree does not have, and so for ever',
    value: dependency,
    remedy: 'Name a Kustomization of the same cluster.',
  });
}
