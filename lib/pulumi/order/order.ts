import { compare, originText, type ManifestEdge, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { MeshError } from '../../model/index.js';
import { relationsOf, type Relation } from './relations.js';

/** An object with those that must stand before it. */
export interface Ordered {
  /** The object. */
  readonly entry: ManifestEntry;
  /** What comes first, without what follows from the rest. */
  readonly after: ReadonlySet<ManifestEntry>;
}

/**
 * Objects in an order in which they can be registered, each with what it depends on: declared dependencies of
 * constructs and of units, and those that follow from the objects.
 *
 * @param sets - sets that hold the objects
 * @param live - objects that Pulumi applies
 * @param edges - declared dependencies between constructs
 */
export function inOrder(
  sets: readonly ManifestSet[],
  live: readonly ManifestEntry[],
  edges: readonly ManifestEdge[],
): readonly Ordered[] {
  const graph = new Graph(live);
  for (const set of sets) {
    for (const relation of relationsOf(set)) graph.need(relation);
  }
  const groups = new Groups(live);
  const links = [
    ...sets.flatMap((set) => unitLinks(set, groups)),
    ...edges.map(({ from, to }) => [groups.below(from), groups.below(to)] as const),
  ];
  graph.linkAll(links);
  return graph.sorted();
}

type Link = readonly [later: readonly ManifestEntry[], first: readonly ManifestEntry[]];

/** Units after those that they depend on; one without objects of Pulumi hands over those before it. */
function unitLinks(set: ManifestSet, groups: Groups): readonly Link[] {
  const byPath = new Map(set.units.map((unit) => [unit.path, unit]));
  const filledBefore = (path: string, seen: Set<string>): readonly string[] =>
    (byPath.get(path)?.dependsOn ?? []).flatMap((before) => {
      if (seen.has(before)) return [];
      seen.add(before);
      return groups.inUnit(set, before).length > 0 ? [before] : filledBefore(before, seen);
    });
  return set.units.flatMap(({ path }) => {
    const later = groups.inUnit(set, path);
    if (later.length === 0) return [];
    return filledBefore(path, new Set()).map((before): Link => [later, groups.inUnit(set, before)]);
  });
}

/** Objects by the construct or the unit that they belong to. */
class Groups {
  private readonly byPath = new Map<string, ManifestEntry[]>();
  private readonly live: ReadonlySet<ManifestEntry>;

  constructor(live: readonly ManifestEntry[]) {
    this.live = new Set(live);
    for (const entry of live) {
      const path = originText(entry.origin);
      this.add(path, entry);
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        this.add(path.slice(0, end), entry);
      }
    }
  }

  below(path: string): readonly ManifestEntry[] {
    return path === '' ? [...this.live] : (this.byPath.get(path) ?? []);
  }

  inUnit(set: ManifestSet, path: string): readonly ManifestEntry[] {
    return set.inUnit(path).filter((entry) => this.live.has(entry));
  }

  private add(path: string, entry: ManifestEntry): void {
    const list = this.byPath.get(path);
    if (list === undefined) this.byPath.set(path, [entry]);
    else list.push(entry);
  }
}

class Graph {
  private readonly after: ReadonlyMap<ManifestEntry, Set<ManifestEntry>>;

  constructor(private readonly live: readonly ManifestEntry[]) {
    this.after = new Map(live.map((entry) => [entry, new Set<ManifestEntry>()]));
  }

  /** One object needs another; one that Flux applies would come too late. */
  need({ entry, provider, why, refused }: Relation): void {
    const found = this.after.get(entry);
    if (found === undefined || provider === entry) return;
    if (this.after.has(provider)) found.add(provider);
    else if (refused && provider.owner === 'flux') throw tooLate(entry, provider, why);
  }

  /**
   * Every object of one group comes after every object of another. Only those that wait for nobody in their own group
   * are linked to those that nobody in theirs waits for: the rest follows, and the links stay few.
   */
  linkAll(links: readonly Link[]): void {
    const found = links.map(([later, first]) => {
      const common = new Set(later);
      const before = first.filter((entry) => !common.has(entry));
      const kept = before.length === first.length ? later : later.filter((entry) => !first.includes(entry));
      return [this.begins(kept), this.ends(before)] as const;
    });
    for (const [later, first] of found) {
      for (const entry of later) for (const before of first) this.after.get(entry)?.add(before);
    }
  }

  sorted(): readonly Ordered[] {
    const done = new Set<ManifestEntry>();
    const sorted: Ordered[] = [];
    const visit = (entry: ManifestEntry, trail: readonly ManifestEntry[]): void => {
      if (done.has(entry)) return;
      const from = trail.indexOf(entry);
      if (from >= 0) throw cycle([...trail.slice(from), entry]);
      const after = this.after.get(entry) ?? new Set();
      for (const before of after) visit(before, [...trail, entry]);
      done.add(entry);
      sorted.push({ entry, after });
    };
    const places = new Map(this.live.map((entry) => [entry, originText(entry.origin)]));
    const byPath = [...this.live].sort((a, b) => compare(places.get(a) ?? '', places.get(b) ?? ''));
    for (const entry of byPath) visit(entry, []);
    return sorted;
  }

  private begins(group: readonly ManifestEntry[]): readonly ManifestEntry[] {
    const members = new Set(group);
    return group.filter((entry) => ![...(this.after.get(entry) ?? [])].some((before) => members.has(before)));
  }

  private ends(group: readonly ManifestEntry[]): readonly ManifestEntry[] {
    const awaited = new Set(group.flatMap((entry) => [...(this.after.get(entry) ?? [])]));
    return group.filter((entry) => !awaited.has(entry));
  }
}

function tooLate(entry: ManifestEntry, provider: ManifestEntry, why: string): MeshError {
  return new MeshError({
    code: 'TM7006',
    where: originText(entry.origin),
    what: `${why}, and Flux applies ${provider.id.kind} "${provider.id.name}" at ${originText(provider.origin)} later`,
    remedy: `Write \`setOwner(..., "pulumi")\` for that too, or leave this one to Flux.`,
  });
}

function cycle(entries: readonly ManifestEntry[]): MeshError {
  return new MeshError({
    code: 'TM7009',
    where: entries
      .slice(0, 1)
      .map(({ origin }) => originText(origin))
      .join(''),
    what: `objects wait for each other: ${entries.map(({ origin }) => originText(origin)).join(' -> ')}`,
    remedy: 'Remove a dependency between these constructs.',
  });
}
