import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from '../../manifest/index.js';
import { groupMembers } from '../layout/group-members.js';
import { GROUPS } from '../layout/scale.js';
import { SHARED, unitDirectory } from '../paths.js';
import { clustersIn, sharedFoldersIn } from '../publish/cluster-trees.js';
import type { Changes, FileWrite } from '../publish/comparison.js';
import { ownerOf } from '../publish/inventory.js';
import { readBytesIfThere } from '../publish/tree.js';

/** A Kustomization that applies a folder, by its cluster and by the folder that it names. */
export interface Applier {
  readonly cluster: string;
  /** A shared unit is known in each cluster as if it stood there. */
  readonly unit: string;
}

/** Appliers by folder, for the folders that do not simply have one of their own. */
type Appliers = ReadonlyMap<string, readonly Applier[]>;

const GROUP_FILE = new RegExp(`^manifests/([^/]+)/(${GROUPS}/[^/]+)/kustomization\\.yaml$`);

/** Which Kustomizations apply which folders, in the checkout before a publish and after it. */
export class Coverage {
  private readonly appliersBefore: Appliers;
  private readonly appliersAfter: Appliers;
  /** What is written, and undefined for what is removed. */
  private readonly bytes: ReadonlyMap<string, Buffer | undefined>;

  constructor(
    private readonly root: string,
    private readonly changes: Pick<Changes, 'writes' | 'removals' | 'inventories'>,
  ) {
    const { writes, removals } = changes;
    this.bytes = new Map([...removals.map(({ path }) => [path, undefined] as const), ...writes.map(bytesOf)]);
    const files = this.special();
    const texts = (of: (path: string) => Buffer | undefined): ReadonlyMap<string, string> =>
      new Map([...files].map((path) => [path, of(path)?.toString('utf8') ?? '']));
    this.appliersBefore = appliersIn(texts((path) => readBytesIfThere(join(root, path))));
    this.appliersAfter = appliersIn(texts((path) => this.bytesAfter(path)));
  }

  /** Who applies a folder now. */
  before(folder: string): readonly Applier[] {
    return this.appliersBefore.get(folder) ?? ownApplier(folder);
  }

  /** Who applies a folder once everything is published. */
  after(folder: string): readonly Applier[] {
    return this.appliersAfter.get(folder) ?? ownApplier(folder);
  }

  /** Files that stay as they are, and that other Kustomizations or clusters then apply. */
  moved(): readonly string[] {
    const folders = new Set([...this.appliersBefore.keys(), ...this.appliersAfter.keys()]);
    const changed = new Set(
      [...folders].filter((folder) => JSON.stringify(this.before(folder)) !== JSON.stringify(this.after(folder))),
    );
    if (changed.size === 0) return [];
    return [...this.changes.inventories.values()]
      .flatMap(({ entries }) => [...entries.keys()])
      .filter((path) => changed.has(path.slice(0, path.lastIndexOf('/'))) && !this.bytes.has(path));
  }

  /** Files that may name folders of others: kustomizations of groups, and what is in the entries and roots of clusters. */
  private special(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const path of this.bytes.keys()) {
      if (GROUP_FILE.test(path) || isEntry(path)) found.add(path);
    }
    for (const cluster of clustersIn(this.root)) {
      const groups = unitDirectory(cluster, GROUPS);
      for (const name of namesIn(join(this.root, groups))) found.add(`${groups}/${name}/kustomization.yaml`);
    }
    // Where nothing is shared, no Kustomization has to be read.
    if (!existsSync(join(this.root, unitDirectory(SHARED, '')))) return found;
    for (const cluster of clustersIn(this.root)) {
      for (const name of readdirSync(join(this.root, 'clusters', cluster), { recursive: true, encoding: 'utf8' })) {
        const path = `clusters/${cluster}/${name.replaceAll('\\', '/')}`;
        if (isEntry(path)) found.add(path);
      }
    }
    return found;
  }

  private bytesAfter(path: string): Buffer | undefined {
    return this.bytes.has(path) ? this.bytes.get(path) : readBytesIfThere(join(this.root, path));
  }
}

function bytesOf({ path, bytes }: FileWrite): readonly [path: string, bytes: Buffer] {
  return [path, bytes];
}

function isEntry(path: string): boolean {
  return path.startsWith('clusters/') && path.endsWith('.yaml');
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function ownApplier(folder: string): readonly Applier[] {
  const cluster = ownerOf(`${folder}/`);
  return cluster === SHARED ? [] : [{ cluster, unit: folder }];
}

function appliersIn(texts: ReadonlyMap<string, string>): Appliers {
  const found = new Map<string, Applier[]>();
  const add = (folder: string, applier: Applier): void => {
    found.set(
      folder,
      [...(found.get(folder) ?? []), applier].sort((a, b) => compare(a.cluster, b.cluster)),
    );
  };
  for (const [path, text] of texts) {
    const [, cluster = '', group = ''] = GROUP_FILE.exec(path) ?? [];
    if (group !== '') {
      const unit = unitDirectory(cluster, group);
      for (const member of groupMembers(group, text)) add(unitDirectory(cluster, member), { cluster, unit });
      continue;
    }
    for (const folder of sharedFoldersIn(path, text)) {
      const owner = ownerOf(path);
      add(folder, { cluster: owner, unit: unitDirectory(owner, folder.slice(unitDirectory(SHARED, '').length)) });
    }
  }
  return found;
}
