import { join } from 'node:path';
import { isMap, parseAllDocuments, type Document } from 'yaml';
import { compare } from '../../manifest/index.js';
import { MeshError, type Problem } from '../../model/index.js';
import type { Changes, FileWrite } from '../publish/comparison.js';
import { digestOf } from '../publish/digest.js';
import { ownerOf, type InventoryEntry } from '../publish/inventory.js';
import { readBytesIfThere } from '../publish/tree.js';
import { PRUNE } from './hazards.js';

/**
 * How a publish carries out moves from one Kustomization to another that would have Flux delete objects: first nothing
 * is written but an annotation onto these objects; once Flux has applied that, the tree follows.
 */
export type MoveStep =
  /** Nothing moves that Flux would delete. */
  | { readonly kind: 'none' }
  /** The next publish marks these objects and writes nothing else. */
  | { readonly kind: 'mark'; readonly objects: readonly string[] }
  /** These objects are marked; a publish is refused until somebody says that Flux has applied that. */
  | { readonly kind: 'wait'; readonly objects: readonly string[] }
  /** These objects are marked, and the publish moves them. */
  | { readonly kind: 'finish'; readonly objects: readonly string[] };

/** An object that moves, by the file that has it now. */
export interface MovingObject {
  readonly path: string;
  /** `<kind>[.<group>]/<namespace>/<name>`. */
  readonly object: string;
}

/**
 * The step that a publish takes.
 *
 * @param unsafe - objects that Flux would delete where they are
 * @param moving - objects that move and that Flux leaves alone
 * @param changes - what the publish would do
 * @param finish - whether somebody says that Flux has applied the marks
 */
export function moveStepOf(
  unsafe: readonly MovingObject[],
  moving: readonly MovingObject[],
  { inventories }: Pick<Changes, 'inventories'>,
  finish: boolean,
): MoveStep {
  if (unsafe.length > 0) return { kind: 'mark', objects: namesOf(unsafe) };
  const marked = moving.filter(({ path }) => inventories.get(ownerOf(path))?.entries.get(path)?.marked === true);
  if (marked.length === 0) return { kind: 'none' };
  return { kind: finish ? 'finish' : 'wait', objects: namesOf(marked) };
}

function namesOf(moving: readonly MovingObject[]): readonly string[] {
  return [...new Set(moving.map(({ object }) => object))].sort(compare);
}

/**
 * The first step of a move instead of the whole publish: the annotation on every object that moves.
 *
 * @param root - the checkout
 */
export function markMoves(changes: Changes, unsafe: readonly MovingObject[], root: string): Changes {
  const before = new Map([...changes.writes, ...changes.removals].map((one) => [one.path, one.before]));
  // What moves with its folder is in no change.
  for (const { path } of unsafe) if (!before.has(path)) before.set(path, readBytesIfThere(join(root, path)));
  const paths = [...new Set(unsafe.map(({ path }) => path))].sort(compare);
  refuseEncrypted(paths.filter((path) => isEncrypted(before.get(path))));
  const writes = paths.flatMap((path): readonly FileWrite[] => {
    const bytes = before.get(path);
    return bytes === undefined ? [] : [{ path, bytes: marked(bytes), before: bytes }];
  });
  const digests = new Map(writes.map(({ path, bytes }) => [path, digestOf(bytes)]));
  const entries = new Map(
    [...changes.inventories].map(([owner, inventory]) => [
      owner,
      [...inventory.entries.values()].map((entry): InventoryEntry => {
        const digest = digests.get(entry.path);
        return digest === undefined ? entry : { ...entry, digest, marked: true };
      }),
    ]),
  );
  const unchanged = [...entries.values()].flat().length - writes.length;
  return { ...changes, writes, removals: [], unchanged, keptValues: [], entries };
}

/**
 * A move that is finished, but for the marks on files that stay where they are while another Kustomization comes to apply
 * them, as with groups. The old Kustomization reads such a file until Flux has deleted it: without the mark it would
 * apply the object as its own once more, and then delete it. The publish after this one takes these marks off.
 */
export function keepMarks(changes: Changes): Changes {
  const { inventories, writes } = changes;
  const entryOf = (path: string): InventoryEntry | undefined => inventories.get(ownerOf(path))?.entries.get(path);
  const stays = ({ path }: { readonly path: string }): boolean => entryOf(path)?.marked === true;
  const left = new Set(writes.filter(stays).map(({ path }) => path));
  if (left.size === 0) return changes;
  const entries = new Map(
    [...changes.entries].map(([owner, list]) => [
      owner,
      list.map((entry) => (left.has(entry.path) ? (entryOf(entry.path) ?? entry) : entry)),
    ]),
  );
  const rest = writes.filter(({ path }) => !left.has(path));
  return { ...changes, writes: rest, unchanged: changes.unchanged + left.size, entries };
}

/** Refuses to move marked objects before Flux knows of the marks. */
export function refuseEarlyMove(step: MoveStep): void {
  if (step.kind !== 'wait') return;
  const [first = '', ...others] = step.objects;
  throw new MeshError({
    code: 'TM5205',
    where: first,
    what: `${others.length === 0 ? 'it is' : `it and ${String(others.length)} more are`} marked to move, and only Flux knows whether the marks are in the cluster`,
    remedy:
      'Commit and push the marks, wait until Flux has applied that revision, and publish again with --finish-moves.',
  });
}

function marked(bytes: Buffer): Buffer {
  const documents = parseAllDocuments(bytes.toString('utf8'), { version: '1.1' });
  if (!Array.isArray(documents)) return bytes;
  return Buffer.from(documents.map(markedText).join(''), 'utf8');
}

function markedText(document: Document.Parsed): string {
  const metadata: unknown = document.get('metadata');
  if (isMap(metadata)) {
    const annotations = metadata.get('annotations');
    if (isMap(annotations)) annotations.set(PRUNE, 'disabled');
    else metadata.set('annotations', document.createNode({ [PRUNE]: 'disabled' }));
  }
  return document.toString({ lineWidth: 0 });
}

function isEncrypted(bytes: Buffer | undefined): boolean {
  return bytes !== undefined && /^sops:/m.test(bytes.toString('utf8'));
}

/** SOPS seals a file as a whole: an annotation from outside would break the seal. */
function refuseEncrypted(paths: readonly string[]): void {
  const [first, ...rest] = paths.map((path): Problem => ({
    code: 'TM5206',
    where: path,
    what: 'an encrypted object moves to another Kustomization, and publish cannot mark it without its key',
    remedy: `Set the annotation ${PRUNE}: disabled with sops where the file is kept, and publish that before the move.`,
  }));
  if (first !== undefined) throw new MeshError([first, ...rest]);
}
