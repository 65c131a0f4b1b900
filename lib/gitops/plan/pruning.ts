import { join } from 'node:path';
import { mapAt, textOf } from '../../manifest/index.js';
import type { JsonObject, KubeObject } from '../../model/index.js';
import { kustomizationName } from '../options.js';
import { clusterDirectory } from '../paths.js';
import type { Changes } from '../publish/comparison.js';
import { ownerOf } from '../publish/inventory.js';
import { objectsIn } from '../publish/objects.js';
import { readBytesIfThere } from '../publish/tree.js';

/** Which folders of a checkout Flux prunes: whether an object that leaves one is deleted in the cluster. */
export class Pruning {
  private readonly known = new Map<string, boolean>();

  /**
   * @param root - the checkout
   * @param changes - what a publish would do to it
   */
  constructor(
    private readonly root: string,
    private readonly changes: Pick<Changes, 'writes' | 'removals'>,
  ) {}

  /** Whether Flux deletes what leaves a folder. It is taken to where its Kustomization is not known. */
  prunes(folder: string): boolean {
    let found = this.known.get(folder);
    if (found === undefined) this.known.set(folder, (found = this.judge(folder)));
    return found;
  }

  private judge(folder: string): boolean {
    const cluster = ownerOf(`${folder}/`);
    const unit = /^manifests\/[^/]+\/(.+)$/.exec(folder)?.[1];
    if (unit === undefined) return true;
    const path = `${clusterDirectory(cluster)}/${kustomizationName(unit)}.yaml`;
    const before = specOf(path, readBytesIfThere(join(this.root, path)));
    if (before === undefined) return true;
    if (this.changes.removals.some((removal) => removal.path === path)) return prunesWhenGone(before);
    const write = this.changes.writes.find((one) => one.path === path);
    const after = write === undefined ? before : specOf(path, write.bytes);
    // While the setting changes, either one may be in force when Flux looks at what is gone.
    return before['prune'] === true || after?.['prune'] !== false;
  }
}

/** What deleting a Kustomization does to what it applied. */
function prunesWhenGone(spec: JsonObject): boolean {
  const policy = textOf(spec['deletionPolicy']) ?? 'MirrorPrune';
  return policy === 'MirrorPrune' ? spec['prune'] === true : policy !== 'Orphan';
}

function specOf(path: string, bytes: Buffer | undefined): JsonObject | undefined {
  const found = bytes === undefined ? undefined : objectsIn(path, bytes.toString('utf8')).find(isKustomization);
  return found === undefined ? undefined : mapAt(found, 'spec');
}

function isKustomization({ kind }: KubeObject): boolean {
  return kind === 'Kustomization';
}
