import { hash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MeshError } from '../../model/index.js';
import { Checkout } from './checkout.js';
import type { Choices } from './choices.js';
import type { FileRemoval, FileWrite } from './comparison.js';
import type { Disk } from './disk.js';
import { jsonOf } from './inventory.js';
import { readPlan, type JournalPlan, type PlannedChange } from './journal-plan.js';
import { Problems, systemCode } from './problems.js';
import { STATE_FOLDER, readBytes, readBytesIfThere } from './tree.js';

/** Folder of the journal, in the checkout: on the disk that renames will stay on. */
export const JOURNAL_FOLDER = `${STATE_FOLDER}/journal`;
const PLAN = 'plan.json';
/** The plan while nothing is bound by it; folders are made under it, and go with it. */
const DRAFT = 'plan.json.new';

/** What an interrupted publish left. */
export type JournalState =
  | { readonly kind: 'none' }
  /** Nothing in the tree was changed: the next publish forgets it. */
  | { readonly kind: 'back' }
  /** Everything to write is in the journal: the next publish does the rest. */
  | { readonly kind: 'forward'; readonly done: number; readonly of: number };

/**
 * The journal of one publish. Everything is first written beside the tree, and then, with one rename of the plan, bound
 * to happen: before it nothing was changed, after it nothing but renames and removals is left, which need no space.
 */
export class Journal {
  private readonly folder: string;
  /** The plan once it was read: under the lock nobody else changes it. */
  private bound: JournalPlan | undefined;

  /**
   * @param root - the checkout
   * @param disk - how it is changed
   */
  constructor(
    private readonly root: string,
    private readonly disk: Disk,
  ) {
    this.folder = join(root, JOURNAL_FOLDER);
  }

  /** What an earlier publish left here. */
  state(): JournalState {
    const names = this.names();
    // An empty folder is all that is left for a moment after the last change, and nothing is to be done about it.
    if (names === undefined || names.size === 0) return { kind: 'none' };
    const plan = this.plan();
    if (plan === undefined) return { kind: 'back' };
    const left = plan.changes.filter((change) => !this.isDone(change, names)).length;
    return { kind: 'forward', done: plan.changes.length - left, of: plan.changes.length };
  }

  /** Puts the new files beside the tree and binds the plan. A failure leaves the tree as it was. */
  prepare(writes: readonly FileWrite[], removals: readonly FileRemoval[], modeOf: (path: string) => number): void {
    this.forget();
    this.disk.makeFolder(this.folder);
    const changes: PlannedChange[] = removals.map(({ path, before }) => ({ path, before: bytesDigest(before) }));
    writes.forEach(({ path, bytes, before }, at) => {
      const staged = String(at);
      this.disk.write(join(this.folder, staged), bytes, modeOf(path));
      changes.push({ path, staged, ...(before === undefined ? {} : { before: bytesDigest(before) }) });
    });
    const plan: JournalPlan = { schemaVersion: 1, changes };
    this.disk.write(join(this.folder, DRAFT), Buffer.from(`${JSON.stringify(plan)}\n`), 0o644);
    const folders = changes.flatMap(({ path, staged }) => (staged === undefined ? [] : [dirname(path)]));
    for (const folder of new Set(folders)) this.makeFolders(folder);
    this.disk.rename(join(this.folder, DRAFT), join(this.folder, PLAN));
  }

  /** Does what is left of the plan, and forgets it. */
  finish(choices: Choices | undefined): void {
    const changes = this.remaining(choices);
    for (const change of changes) if (change.staged === undefined) this.remove(change.path);
    for (const { path, staged } of changes) if (staged !== undefined) this.put(path, staged);
    const plan = this.plan();
    const left = (plan?.changes ?? []).flatMap(({ path, staged }) => (staged === undefined ? [dirname(path)] : []));
    for (const folder of new Set(left)) this.removeEmptied(folder);
    this.disk.remove(join(this.folder, PLAN));
    this.bound = undefined;
    this.forget();
  }

  /** Removes a journal that binds to nothing; the tree stays as it was. */
  forget(): void {
    const names = this.names();
    if (names === undefined) return;
    const draft = this.draft();
    for (const { path, staged } of draft) if (staged !== undefined) this.removeEmptied(dirname(path));
    for (const name of names) this.disk.remove(join(this.folder, name));
    this.disk.removeFolder(this.folder);
  }

  /** What is left to do, once it is sure that nobody has changed those places in between. */
  private remaining(choices: Choices | undefined): readonly PlannedChange[] {
    const names = this.names() ?? new Set();
    const open = (this.plan()?.changes ?? []).filter((change) => !this.isDone(change, names));
    const going = new Set(open.filter(({ staged }) => staged === undefined).map(({ path }) => path));
    const problems = new Problems();
    const checkout = new Checkout(this.root);
    const wanted = open.filter((change) => this.isWanted(change, checkout, choices, problems));
    for (const { path } of wanted) checkout.check(path, (other) => going.has(other), problems);
    problems.refuse();
    return wanted;
  }

  private isWanted(
    { path, before }: PlannedChange,
    checkout: Checkout,
    choices: Choices | undefined,
    problems: Problems,
  ): boolean {
    const current = checkout.at(path) === 'file' ? checkout.read(path) : undefined;
    if ((current === undefined ? undefined : bytesDigest(current)) === before) return true;
    const choice = choices?.about(path);
    if (choice === undefined) problems.add(changedSince(path));
    return choice === 'take';
  }

  private isDone({ path, staged }: PlannedChange, names: ReadonlySet<string>): boolean {
    return staged === undefined ? fileBytes(join(this.root, path)) === undefined : !names.has(staged);
  }

  private put(path: string, staged: string): void {
    const [from, to] = [join(this.folder, staged), join(this.root, path)];
    try {
      this.disk.rename(from, to);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      this.makeFolders(dirname(path));
      this.disk.rename(from, to);
    }
  }

  private makeFolders(folder: string): void {
    if (folder === '.') return;
    try {
      this.disk.makeFolder(join(this.root, folder));
    } catch (error) {
      if (['EEXIST', 'ENOTDIR'].includes(systemCode(error) ?? '')) return;
      if (systemCode(error) !== 'ENOENT') throw error;
      this.makeFolders(dirname(folder));
      this.disk.makeFolder(join(this.root, folder));
    }
  }

  private remove(path: string): void {
    this.disk.remove(join(this.root, path));
    this.removeEmptied(dirname(path));
  }

  private removeEmptied(folder: string): void {
    for (let at = folder; at !== '.'; at = dirname(at)) {
      try {
        this.disk.removeFolder(join(this.root, at));
      } catch (error) {
        if (systemCode(error) === 'ENOTEMPTY' || systemCode(error) === 'EEXIST' || systemCode(error) === 'ENOTDIR')
          return;
        if (systemCode(error) !== 'ENOENT') throw error;
      }
    }
  }

  private names(): ReadonlySet<string> | undefined {
    try {
      return new Set(readdirSync(this.folder));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Changes of a plan that was never bound; none where it was not even written in full. */
  private draft(): readonly PlannedChange[] {
    const bytes = readBytesIfThere(join(this.folder, DRAFT));
    const value = bytes === undefined ? undefined : jsonOf(bytes.toString('utf8'));
    return value === undefined ? [] : readPlan(value, `${JOURNAL_FOLDER}/${DRAFT}`).changes;
  }

  private plan(): JournalPlan | undefined {
    if (this.bound !== undefined) return this.bound;
    const bytes = readBytesIfThere(join(this.folder, PLAN));
    if (bytes !== undefined) this.bound = readPlan(jsonOf(bytes.toString('utf8')), `${JOURNAL_FOLDER}/${PLAN}`);
    return this.bound;
  }
}

/** Bytes of a file; undefined where there is none, or something else. */
function fileBytes(path: string): Buffer | undefined {
  try {
    return readBytes(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

function bytesDigest(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex');
}

function changedSince(path: string) {
  return {
    code: 'TM5113',
    where: path,
    what: 'a publish was interrupted before it reached this file, and the file has been changed since',
    remedy: `Finish that publish with --take ${path} to write its text, or with --keep ${path} to leave the file alone.`,
  } as const;
}

/** Refuses to go on while a publish is left half-done. */
export function interrupted(): MeshError {
  return new MeshError({
    code: 'TM5113',
    where: JOURNAL_FOLDER,
    what: 'an earlier publish was interrupted, so the checkout is in between two states',
    remedy: 'Publish once, which finishes it, and then ask for the plan.',
  });
}
