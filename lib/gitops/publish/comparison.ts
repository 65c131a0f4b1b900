import { join } from 'node:path';
import { checkKept, isSameMeaning, keepValues, type FormerValues, type KeptValue } from '../images/keep.js';
import { holdsMarker, markedValues } from '../images/markers.js';
import { TagRules, mayHoldPolicy } from '../images/policies.js';
import { compare } from '../../manifest/index.js';
import { SHARED } from '../paths.js';
import type { Checkout } from './checkout.js';
import type { Choices } from './choices.js';
import { digestOf } from './digest.js';
import { ownerOf, type Inventory, type InventoryEntry } from './inventory.js';
import { clearSecrets, identitiesIn } from './objects.js';
import type { Problems } from './problems.js';
import { changedByHand, encryptedForAll, foreign, replaced } from './refusals.js';
import type { Seen } from './seen.js';
import { readBytes, readIfSame } from './tree.js';

/** A file that a publish writes. */
export interface FileWrite {
  readonly path: string;
  readonly bytes: Buffer;
  /** What stands there before; undefined where nothing does. */
  readonly before: Buffer | undefined;
}

/** A file that a publish removes. */
export interface FileRemoval {
  readonly path: string;
  readonly before: Buffer;
}

/** What a publish would do. */
export interface Changes {
  readonly writes: readonly FileWrite[];
  readonly removals: readonly FileRemoval[];
  /** Number of files that stay as they are. */
  readonly unchanged: number;
  readonly keptValues: readonly KeptValue[];
  /** Files whose changes by hand stay. */
  readonly keptFiles: readonly string[];
  /** New entries of each owner's inventory. */
  readonly entries: ReadonlyMap<string, readonly InventoryEntry[]>;
  /** Inventories as the checkout has them. */
  readonly inventories: ReadonlyMap<string, Inventory>;
  /** Files that were found equal. */
  readonly seen: Seen;
}

/** What is compared with what. */
export interface ComparisonInput {
  /** Directory that synth wrote. */
  readonly source: string;
  /** Its files. */
  readonly paths: readonly string[];
  readonly checkout: Checkout;
  readonly inventories: ReadonlyMap<string, Inventory>;
  readonly choices: Choices;
  readonly resetImages: boolean;
  readonly seen: Seen;
  /** Folders of shared units that clusters read which this publish leaves alone. */
  readonly sharedByOthers: ReadonlySet<string>;
}

/** Files that `flux bootstrap` fills; they are made when absent and then never touched. */
const BOOTSTRAP = /^clusters\/[^/]+\/flux-system\/gotk-(?:components|sync)\.yaml$/;

/** Compares a tree with a checkout, file by file, and decides about each. Nothing is changed. */
export class Comparison {
  private readonly writes: FileWrite[] = [];
  private readonly removals: FileRemoval[] = [];
  private readonly keptValues: KeptValue[] = [];
  private readonly keptFiles: string[] = [];
  private readonly entries = new Map<string, InventoryEntry[]>();
  private readonly former = new Map<string, FormerValues>();
  private readonly rules = new Map<string, TagRules>();
  private unchanged = 0;
  private known: ReadonlySet<string> | undefined;

  constructor(
    private readonly input: ComparisonInput,
    private readonly problems: Problems,
  ) {}

  /** Decides about every file; problems are gathered, and the result counts only where there is none. */
  run(): Changes {
    const { paths, inventories, checkout, choices, seen } = this.input;
    for (const owner of inventories.keys()) this.entries.set(owner, []);
    const wanted = new Set(paths);
    for (const path of paths) this.decide(path);
    for (const { entries } of inventories.values()) {
      for (const entry of entries.values()) if (!wanted.has(entry.path)) this.leave(entry);
    }
    choices.check(this.problems);
    for (const kept of this.keptValues) checkKept([kept], this.rulesOf(ownerOf(kept.path)), this.problems);
    const going = new Set(this.removals.map(({ path }) => path));
    for (const { path } of [...this.writes, ...this.removals]) {
      checkout.check(path, (other) => going.has(other), this.problems);
    }
    const { writes, removals, unchanged, keptValues, keptFiles, entries } = this;
    return { writes, removals, unchanged, keptValues, keptFiles: keptFiles.sort(compare), entries, inventories, seen };
  }

  private decide(path: string): void {
    const { source, checkout } = this.input;
    const entry = this.inventory(path)?.entries.get(path);
    if (this.isSeen(path, entry)) return;
    const isThere = checkout.at(path) === 'file';
    if (path.startsWith('clusters/') && BOOTSTRAP.test(path)) {
      if (isThere) this.unchanged++;
      else this.writes.push({ path, bytes: readBytes(join(source, path)), before: undefined });
      return;
    }
    if (isThere && this.isSettled(path, entry)) return;
    const wanted = readBytes(join(source, path));
    const current = isThere ? checkout.read(path) : undefined;
    const placed = holdsMarker(wanted) ? this.withKept(path, wanted, current) : wanted;
    this.place(path, placed, current, entry);
  }

  /** Whether a file is as this machine saw it last: the usual case, for which no folder of the checkout is listed. */
  private isSeen(path: string, entry: InventoryEntry | undefined): boolean {
    const { checkout, seen } = this.input;
    if (entry === undefined || entry.kept === true || !seen.knows(path)) return false;
    // A link above would lead to other files of the same state.
    if (!checkout.hasFolderOf(path) || !seen.holds(path)) return false;
    this.unchanged++;
    this.record(entry);
    return true;
  }

  /** Whether nothing is to be done about a file that must be read. */
  private isSettled(path: string, entry: InventoryEntry | undefined): boolean {
    if (entry === undefined || entry.kept === true) return false;
    const { source, checkout, seen } = this.input;
    seen.look(path);
    // Both are normal already, and joining them anew would take longer than opening the file.
    const bytes = readIfSame(`${source}/${path}`, `${checkout.root}/${path}`);
    if (bytes === undefined || digestOf(bytes) !== entry.digest) return false;
    seen.note(path);
    this.unchanged++;
    this.record(entry);
    return true;
  }

  /** The file as synth wrote it, with the tags that Flux bumped. */
  private withKept(path: string, wanted: Buffer, current: Buffer | undefined): Buffer {
    const here = current?.toString('utf8');
    const synthesized = wanted.toString('utf8');
    const { text, kept } = this.input.resetImages
      ? { text: synthesized, kept: [] }
      : keepValues(path, synthesized, here, this.formerValues(ownerOf(path)));
    this.keptValues.push(...kept);
    // Flux writes the whole file anew when it bumps a tag; its formatting is left to it.
    if (current !== undefined && here !== undefined && isSameMeaning(text, here)) return current;
    return text === synthesized ? wanted : Buffer.from(text, 'utf8');
  }

  private place(path: string, wanted: Buffer, current: Buffer | undefined, entry: InventoryEntry | undefined): void {
    if (current?.equals(wanted) === true) {
      this.unchanged++;
      const digest = digestOf(wanted);
      const isKnown = entry?.digest === digest && entry.kept !== true;
      this.record(isKnown ? entry : this.entryOf(path, digest, wanted));
    } else if (entry === undefined) {
      if (current === undefined) this.write(path, wanted, current);
      else this.problems.add(foreign(path));
    } else if (this.isAsWritten(entry, current) || this.isTaken(entry, wanted, current)) {
      this.write(path, wanted, current);
    }
  }

  private write(path: string, wanted: Buffer, before: Buffer | undefined): void {
    this.record(this.entryOf(path, digestOf(wanted), wanted));
    this.writes.push({ path, bytes: wanted, before });
  }

  /** Whether the checkout holds what the last publish wrote. */
  private isAsWritten({ digest, kept }: InventoryEntry, current: Buffer | undefined): boolean {
    return kept !== true && current !== undefined && digestOf(current) === digest;
  }

  /** Decides about a file that was changed by hand: whether it is overwritten or removed after all. */
  private isTaken(entry: InventoryEntry, wanted: Buffer | undefined, current: Buffer | undefined): boolean {
    const { path } = entry;
    const choice = this.input.choices.about(path);
    if (choice === 'take') return true;
    const digest = current === undefined ? ABSENT : digestOf(current);
    if (choice === 'keep' || (entry.kept === true && entry.digest === digest)) {
      this.keptFiles.push(path);
      this.unchanged++;
      if (wanted !== undefined) this.record({ ...entry, digest, kept: true });
    } else {
      this.problems.add(changedByHand(path, wanted, current));
    }
    return false;
  }

  /** Decides about a file that an earlier publish wrote and this one no longer has. */
  private leave(entry: InventoryEntry): void {
    const { checkout } = this.input;
    if (this.isSharedByOthers(entry.path)) {
      this.unchanged++;
      this.record(entry);
      return;
    }
    const current = checkout.at(entry.path) === 'file' ? checkout.read(entry.path) : undefined;
    if (current === undefined) {
      if (checkout.at(entry.path) !== 'nothing' && checkout.at(entry.path) !== 'folder')
        this.problems.add(replaced(entry.path));
    } else if (this.isAsWritten(entry, current) || this.isTaken(entry, undefined, current)) {
      this.removals.push({ path: entry.path, before: current });
    }
  }

  /** Whether a file is of a shared unit that the tree does not have and another cluster reads. */
  private isSharedByOthers(path: string): boolean {
    const folder = path.slice(0, path.lastIndexOf('/'));
    return this.input.sharedByOthers.has(folder) && !this.folders().has(folder);
  }

  /** Folders of the tree in which files stand. */
  private folders(): ReadonlySet<string> {
    this.known ??= new Set(this.input.paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
    return this.known;
  }

  private entryOf(path: string, digest: string, bytes: Buffer): InventoryEntry {
    const text = bytes.toString('utf8');
    for (const problem of clearSecrets(path, text)) this.problems.add(problem);
    if (ownerOf(path) === SHARED && /^sops:/m.test(text)) this.problems.add(encryptedForAll(path));
    return { path, digest, objects: identitiesIn(path, text) };
  }

  private record(entry: InventoryEntry): void {
    this.entries.get(ownerOf(entry.path))?.push(entry);
  }

  private inventory(path: string): Inventory | undefined {
    return this.input.inventories.get(ownerOf(path));
  }

  /** Marked values in every file of a cluster, for a file that has moved since. */
  private formerValues(owner: string): FormerValues {
    const known = this.former.get(owner);
    if (known !== undefined) return known;
    const { checkout, inventories } = this.input;
    const values = new Map<string, Set<string>>();
    for (const { path, digest } of inventories.get(owner)?.entries.values() ?? []) {
      if (!digest.startsWith('shape:') || checkout.at(path) !== 'file') continue;
      for (const { policy, value } of markedValues(checkout.read(path).toString('utf8'))) {
        values.set(policy, (values.get(policy) ?? new Set()).add(value));
      }
    }
    this.former.set(owner, values);
    return values;
  }

  /** The image policies of a cluster, read only where a tag was kept. */
  private rulesOf(owner: string): TagRules {
    const known = this.rules.get(owner);
    if (known !== undefined) return known;
    const rules = new TagRules();
    for (const path of this.input.paths) {
      if (ownerOf(path) !== owner || !path.includes('imagepolicy')) continue;
      const text = readBytes(join(this.input.source, path)).toString('utf8');
      if (mayHoldPolicy(text)) rules.add(path, text);
    }
    this.rules.set(owner, rules);
    return rules;
  }
}

/** Digest of a file that somebody deleted and wants to stay deleted. */
const ABSENT = 'absent';
