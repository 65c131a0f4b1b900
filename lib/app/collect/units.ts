import {
  MeshError,
  joinedUnit,
  unitFiles,
  unitImages,
  unitMark,
  type Owner,
  type UnitFile,
  type UnitImage,
  type UnitSettings,
} from '../../model/index.js';
import { compare, type ManifestUnit } from '../../manifest/index.js';
import type { TreeNode } from '../tree/tree.js';

/** Unit of what stands directly in a Cluster, outside every mark and every nested chart. */
const LOOSE_UNIT = 'main';

interface Draft {
  readonly settings: UnitSettings;
  readonly where: string;
  readonly images: Map<string, UnitImage>;
  readonly files: UnitFile[];
  readonly dependsOn: Set<string>;
}

/** Gathers the units of one cluster while its tree is walked. */
export class UnitCollector {
  private readonly drafts = new Map<string, Draft>();
  private readonly paths = new Map<TreeNode, string>();
  private readonly named: { readonly path: string; readonly where: string }[] = [];

  /** @param cluster - node of the Cluster */
  constructor(private readonly cluster: TreeNode) {}

  /** Reads the marks of one construct; a construct above must have been read before. */
  read(node: TreeNode): void {
    const mark = unitMark(node.construct);
    const joined = joinedUnit(node.construct);
    if (mark !== undefined) this.define(node, mark);
    if (joined !== undefined) this.named.push({ path: joined, where: node.path });
    const path = joined ?? mark?.path ?? this.inherited(node);
    if (path !== undefined) this.paths.set(node, path);
  }

  /** Unit that applies the objects of a construct. */
  pathOf(node: TreeNode): string {
    return this.paths.get(node) ?? this.loose(LOOSE_UNIT, node);
  }

  /** Who applies the objects of a unit, as its settings say. */
  ownerOf(path: string): Owner | undefined {
    return this.drafts.get(path)?.settings.owner;
  }

  /** Registers the images of a construct with its unit. */
  readImages(node: TreeNode): void {
    for (const image of unitImages(node.construct)) {
      const { images } = this.draft(this.pathOf(node));
      const before = images.get(image.name);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(image)) {
        throw twoTags(node.path, before, image);
      }
      images.set(image.name, image);
    }
  }

  /** Registers the encrypted files of a construct with its unit. */
  readFiles(node: TreeNode): void {
    for (const file of unitFiles(node.construct)) this.draft(this.pathOf(node)).files.push(file);
  }

  /** Everything in one unit comes after everything in the other. */
  depend(from: string, to: string): void {
    if (from !== to) this.draft(from).dependsOn.add(to);
  }

  /** The units, sorted by path; those without objects are left out and handed over by their dependents. */
  finish(counts: ReadonlyMap<string, number>): readonly ManifestUnit[] {
    for (const { path, where } of this.named) if (!this.drafts.has(path)) throw unknownUnit(where, path);
    for (const { settings, where, dependsOn } of this.drafts.values()) {
      for (const path of settings.dependsOn ?? []) {
        if (!this.drafts.has(path)) throw unknownUnit(where, path);
        dependsOn.add(path);
      }
    }
    const paths = [...this.drafts.keys()].sort(compare);
    refuseCycle(paths, (path) => this.draft(path));
    return paths.filter((path) => this.isKept(path, counts)).map((path) => this.unit(path, counts));
  }

  private isKept(path: string, counts: ReadonlyMap<string, number>): boolean {
    const { settings, files } = this.draft(path);
    return (counts.get(path) ?? 0) > 0 || files.length > 0 || (settings.healthChecks?.length ?? 0) > 0;
  }

  private unit(path: string, counts: ReadonlyMap<string, number>): ManifestUnit {
    const { settings, where, images, files } = this.draft(path);
    return {
      ...settings,
      origin: { kind: 'construct', path: where },
      dependsOn: [...this.kept(path, counts)].sort(compare),
      images: [...images.values()].sort((a, b) => compare(a.name, b.name)),
      ...(files.length === 0 ? {} : { files: [...files].sort((a, b) => compare(secretOf(a), secretOf(b))) }),
    };
  }

  /** Dependencies that are written, with those of units left out in their place. */
  private kept(path: string, counts: ReadonlyMap<string, number>): ReadonlySet<string> {
    const found = new Set<string>();
    for (const target of this.draft(path).dependsOn) {
      if (this.isKept(target, counts)) found.add(target);
      else for (const further of this.kept(target, counts)) found.add(further);
    }
    return found;
  }

  private define(node: TreeNode, settings: UnitSettings): void {
    const above = node.parent === undefined ? undefined : this.markAbove(node.parent);
    if (above !== undefined) throw nested(node.path, settings.path, above);
    const before = this.drafts.get(settings.path);
    if (before !== undefined && JSON.stringify(before.settings) !== JSON.stringify(settings)) {
      throw markedTwice(node.path, settings.path, before.where);
    }
    if (before === undefined) this.add(settings, node.path);
  }

  private markAbove(node: TreeNode): string | undefined {
    for (let at: TreeNode | undefined = node; at !== undefined && at !== this.cluster.parent; at = at.parent) {
      const mark = unitMark(at.construct);
      if (mark !== undefined) return mark.path;
    }
    return undefined;
  }

  private inherited(node: TreeNode): string | undefined {
    if (node === this.cluster || node.parent === undefined) return undefined;
    const above = this.paths.get(node.parent);
    if (above !== undefined || !node.isChart) return above;
    return this.loose(node.path.slice(this.cluster.path.length + 1), node);
  }

  private loose(path: string, node: TreeNode): string {
    if (!this.drafts.has(path)) this.add({ path }, node.path);
    return path;
  }

  private add(settings: UnitSettings, where: string): void {
    this.drafts.set(settings.path, { settings, where, images: new Map(), files: [], dependsOn: new Set() });
  }

  private draft(path: string): Draft {
    const draft = this.drafts.get(path);
    if (draft === undefined) throw unknownUnit(this.cluster.path, path);
    return draft;
  }
}

function secretOf({ secret }: UnitFile): string {
  return `${secret.namespace}/${secret.name}`;
}

function refuseCycle(paths: readonly string[], draft: (path: string) => Draft): void {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const from = trail.indexOf(path);
    if (from >= 0) throw unitCycle(draft(path).where, [...trail.slice(from), path]);
    if (done.has(path)) return;
    for (const target of [...draft(path).dependsOn].sort(compare)) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of paths) visit(path, []);
}

function unitCycle(where: string, path: readonly string[]): MeshError {
  return new MeshError({
    code: 'TM2004',
    where,
    field: 'unit',
    what: `units wait for each other: ${path.join(' -> ')}`,
    remedy: 'Remove one of these dependencies, or put the two units into one.',
  });
}

function unknownUnit(where: string, path: string): MeshError {
  return new MeshError({
    code: 'TM2003',
    where,
    field: 'unit',
    what: `no construct of this cluster defines unit "${path}"`,
    remedy: 'Add the Platform that defines it, or mark a construct with that path.',
  });
}

function nested(where: string, path: string, above: string): MeshError {
  return new MeshError({
    code: 'TM2002',
    where,
    field: 'unit',
    what: `unit "${path}" is inside unit "${above}"`,
    remedy: 'Mark constructs beside each other; a unit holds no other unit.',
  });
}

function markedTwice(where: string, path: string, before: string): MeshError {
  return new MeshError({
    code: 'TM2001',
    where,
    field: 'unit',
    what: `unit "${path}" is defined with other settings at ${before}`,
    remedy: 'Define the unit once and join it with joinUnit(construct, path) elsewhere.',
  });
}

function twoTags(where: string, one: UnitImage, other: UnitImage): MeshError {
  return new MeshError({
    code: 'TM5001',
    where,
    field: one.name,
    what: `the image has tag "${one.newTag}" and tag "${other.newTag}", or two policies, in one unit`,
    remedy: 'Give every workload of the unit the same tag and policy for this image.',
  });
}
