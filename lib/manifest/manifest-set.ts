import { MeshError, identityKey, type ObjectId } from '../model/index.js';
import { formatObject } from './format-object.js';
import { originText } from './finding.js';
import type { Layer, ManifestEdge, ManifestEntry, ManifestScope, ManifestUnit, NeededSecret } from './entry.js';

/** What a set is made of. */
export interface ManifestSetProps {
  /** Name of the cluster, or of what was loaded. */
  readonly name: string;
  /** Objects of both layers. */
  readonly entries: readonly ManifestEntry[];
  /**
   * Units that apply them.
   * @default - no units
   */
  readonly units?: readonly ManifestUnit[];
  /**
   * The construct tree as data.
   * @default - no constructs
   */
  readonly scopes?: readonly ManifestScope[];
  /**
   * What comes after what, by construct path.
   * @default - no edges
   */
  readonly edges?: readonly ManifestEdge[];
  /**
   * Secrets that somebody must supply.
   * @default - nothing is needed
   */
  readonly secretNeeds?: readonly NeededSecret[];
}

const NOTHING: readonly ManifestEntry[] = [];

/**
 * Every object of one cluster as plain, read-only, indexed data.
 *
 * Checks and writers work on a set and never change it. Two written objects of one identity are refused.
 */
export class ManifestSet {
  /** Name of the cluster, or of what was loaded. */
  readonly name: string;
  /** Units, sorted by path. */
  readonly units: readonly ManifestUnit[];
  /** The construct tree as data, in preorder; empty for loaded manifests. */
  readonly scopes: readonly ManifestScope[];
  /** What comes after what, by construct path. */
  readonly edges: readonly ManifestEdge[];
  /** Secrets that the tree refers to and nobody in it creates, sorted by namespace and name. */
  readonly secretNeeds: readonly NeededSecret[];
  private readonly entries: readonly ManifestEntry[];
  private readonly byIdentity = new Map<string, ManifestEntry>();
  private readonly kinds = new Map<string, ManifestEntry[]>();
  private readonly byUnit = new Map<string, ManifestEntry[]>();

  constructor(props: ManifestSetProps) {
    this.name = props.name;
    this.units = [...(props.units ?? [])].sort((a, b) => compare(a.path, b.path));
    this.scopes = props.scopes ?? [];
    this.edges = props.edges ?? [];
    this.secretNeeds = props.secretNeeds ?? [];
    this.entries = sortedEntries(props.entries);
    for (const entry of this.entries) this.index(entry);
  }

  /** Objects sorted by group, kind, namespace and name; of both layers unless one is asked for. */
  all(options: { readonly layer?: Layer } = {}): readonly ManifestEntry[] {
    const { layer } = options;
    return layer === undefined ? this.entries : this.entries.filter((entry) => entry.layer === layer);
  }

  /** Objects of a kind, in any version; the group of core kinds is empty. */
  byKind(group: string, kind: string): readonly ManifestEntry[] {
    return this.kinds.get(`${group}/${kind}`) ?? NOTHING;
  }

  /** Objects that a unit applies. */
  inUnit(path: string): readonly ManifestEntry[] {
    return this.byUnit.get(path) ?? NOTHING;
  }

  /** One object; a written one goes before a predicted one. The namespace of cluster-scoped objects is empty. */
  get(group: string, kind: string, namespace: string, name: string): ManifestEntry | undefined {
    return this.byIdentity.get(identityKey({ group, kind, namespace, name }));
  }

  /** The entry of an identity. */
  find(id: Omit<ObjectId, 'version'>): ManifestEntry | undefined {
    return this.byIdentity.get(identityKey(id));
  }

  private index(entry: ManifestEntry): void {
    const key = identityKey(entry.id);
    const before = this.byIdentity.get(key);
    if (before?.layer === 'written' && entry.layer === 'written' && entry.id.name !== '') {
      throw claimedTwice(before, entry);
    }
    if (before === undefined || before.layer === 'predicted') this.byIdentity.set(key, entry);
    push(this.kinds, `${entry.id.group}/${entry.id.kind}`, entry);
    if (entry.layer === 'written') push(this.byUnit, entry.unit, entry);
  }
}

/** Order of two texts by code unit: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sortedEntries(entries: readonly ManifestEntry[]): readonly ManifestEntry[] {
  const keyed = entries.map((entry) => {
    const { group, kind, namespace, name } = entry.id;
    return { entry, key: `${group}\0${kind}\0${namespace}\0${name}\0${entry.layer === 'written' ? '0' : '1'}` };
  });
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ entry }) => entry);
}

function push(lists: Map<string, ManifestEntry[]>, key: string, entry: ManifestEntry): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [entry]);
  else list.push(entry);
}

function claimedTwice(first: ManifestEntry, second: ManifestEntry): MeshError {
  const [one, two] = [originText(first.origin), originText(second.origin)].sort(compare);
  return new MeshError({
    code: 'TM2005',
    where: two ?? '',
    what: `${formatObject(second.id)} is also made by ${one ?? ''}`,
    remedy: 'Give one of the two another name or namespace, or remove it.',
  });
}
