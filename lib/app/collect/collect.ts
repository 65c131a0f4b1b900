import {
  MeshError,
  formerPaths,
  groupVersion,
  objectId,
  ownerOf,
  predictions,
  secretNeeds,
  type KubeObject,
  type Owner,
} from '../../model/index.js';
import {
  compare,
  sampleObject,
  type ManifestEdge,
  type ManifestEntry,
  type ManifestScope,
  type ManifestUnit,
  type NeededSecret,
} from '../../manifest/index.js';
import { serialize, type SerializeOptions } from '../tree/serialize.js';
import { subtree, type Tree, type TreeNode } from '../tree/tree.js';
import { keepOnPrune } from './keep-on-prune.js';
import { UnitCollector } from './units.js';

/** What the tree says of one cluster, before anything is derived from it. */
export interface Collected {
  readonly entries: readonly ManifestEntry[];
  readonly units: readonly ManifestUnit[];
  readonly scopes: readonly ManifestScope[];
  readonly edges: readonly ManifestEdge[];
  readonly secretNeeds: readonly NeededSecret[];
}

/**
 * Reads the tree below a Cluster once.
 *
 * @param unmarked - who applies objects of which nobody said it
 */
export function collect(tree: Tree, cluster: TreeNode, options: SerializeOptions, unmarked: Owner = 'flux'): Collected {
  return new Collector(tree, cluster, options, unmarked).run();
}

class Collector {
  private readonly entries: ManifestEntry[] = [];
  private readonly scopes: ManifestScope[] = [];
  private readonly edges: ManifestEdge[] = [];
  private readonly secrets: NeededSecret[] = [];
  private readonly units: UnitCollector;

  constructor(
    private readonly tree: Tree,
    private readonly cluster: TreeNode,
    private readonly options: SerializeOptions,
    private readonly unmarked: Owner,
  ) {
    this.units = new UnitCollector(cluster);
  }

  run(): Collected {
    const nodes = [...subtree(this.tree, this.cluster)];
    for (const node of nodes) this.units.read(node);
    for (const node of nodes) this.read(node);
    const counts = new Map<string, number>();
    for (const { unit, layer } of this.entries) if (layer === 'written') counts.set(unit, (counts.get(unit) ?? 0) + 1);
    for (const node of nodes) this.readEdges(node);
    return {
      entries: this.entries,
      units: withOwners(this.units.finish(counts), this.entries),
      scopes: this.scopes,
      edges: this.edges,
      secretNeeds: this.secrets,
    };
  }

  private read(node: TreeNode): void {
    const { construct, path } = node;
    const origin = { kind: 'construct', path } as const;
    this.scopes.push(scopeOf(node));
    this.units.readImages(node);
    this.units.readFiles(node);
    for (const need of secretNeeds(construct)) this.secrets.push({ ...need, origin });
    for (const make of predictions(construct)) {
      for (const object of make()) this.add(object, path, { unit: '', owner: 'flux', layer: 'predicted' });
    }
    if (node.apiObject === undefined) return;
    const object = keepOnPrune(kubeObject(serialize(node.apiObject, this.options), path));
    const unit = this.units.pathOf(node);
    const owner = ownerOf(construct, object.kind) ?? this.units.ownerOf(unit) ?? this.unmarked;
    this.add(object, path, { unit, owner, layer: 'written' });
  }

  private add(raw: KubeObject, path: string, place: Pick<ManifestEntry, 'unit' | 'owner' | 'layer'>): void {
    const { object, side } = sampleObject(raw, path);
    this.entries.push({ object, id: objectId(object), origin: { kind: 'construct', path }, side, ...place });
  }

  private readEdges(node: TreeNode): void {
    for (const dependency of node.construct.node.dependencies) {
      const target = this.tree.nodeOf.get(dependency);
      if (target === undefined || target === node || !this.holds(target)) continue;
      this.edges.push({ from: node.path, to: target.path });
      for (const from of this.unitsBelow(node)) for (const to of this.unitsBelow(target)) this.units.depend(from, to);
    }
  }

  private holds(node: TreeNode): boolean {
    return node.index >= this.cluster.index && node.index < this.cluster.end;
  }

  private unitsBelow(root: TreeNode): ReadonlySet<string> {
    const found = new Set<string>();
    for (const node of subtree(this.tree, root)) if (node.apiObject !== undefined) found.add(this.units.pathOf(node));
    return found;
  }
}

/** A unit is Pulumi's when all that it holds is; what Pulumi takes out of another one leaves that one to Flux. */
function withOwners(units: readonly ManifestUnit[], entries: readonly ManifestEntry[]): readonly ManifestUnit[] {
  const written = entries.filter(({ layer }) => layer === 'written');
  const inFlux = new Set(written.filter(({ owner }) => owner === 'flux').map(({ unit }) => unit));
  const filled = new Set(written.map(({ unit }) => unit));
  return units.map((unit) => {
    const owner = inFlux.has(unit.path) ? 'flux' : filled.has(unit.path) ? 'pulumi' : (unit.owner ?? 'flux');
    return owner === (unit.owner ?? 'flux') ? unit : { ...unit, owner };
  });
}

function scopeOf({ construct, path, parent }: TreeNode): ManifestScope {
  const scope = { path, type: construct.constructor.name, formerPaths: formerPaths(construct) };
  return parent === undefined ? scope : { ...scope, parent: parent.path };
}

/** The object as the set takes it: with a kind, an apiVersion and a name. */
function kubeObject(json: Record<string, unknown>, path: string): KubeObject {
  if (isKubeObject(json)) return json;
  throw new MeshError({
    code: 'TM2014',
    where: path,
    what: 'the object has no apiVersion, no kind, or no metadata with a name',
    value: Object.keys(json).sort(compare),
    remedy: 'Give it all three; a JSON patch may not remove them.',
  });
}

function isKubeObject(json: Record<string, unknown>): json is Record<string, unknown> & KubeObject {
  const { apiVersion, kind, metadata } = json;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  if (typeof metadata !== 'object' || metadata === null || groupVersion(apiVersion).version === '') return false;
  return ['name', 'generateName'].some((key) => typeof Reflect.get(metadata, key) === 'string');
}
