import { lstatSync, writeFileSync } from 'node:fs';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { compare } from '../../manifest/index.js';
import { jsonOf } from './inventory.js';
import { systemCode } from './problems.js';
import { STATE_FOLDER, readBytesIfThere } from './tree.js';

/** Where this machine notes what it has compared; it never reaches Git. */
export const SEEN_FILE = `${STATE_FOLDER}/seen.json`;
/** A file that was changed this short a time ago may change once more within the same tick of the clock. */
const SETTLED_AFTER_MS = 2000;
/** Numbers that a row holds: size and time of the last change of state, of the tree's file and of the checkout's. */
const WIDTH = 4;

/** What the file holds. */
interface SeenText {
  /** Directory that was published. */
  readonly source: string;
  /** Digests of the inventories at that time. */
  readonly books: Readonly<Record<string, unknown>>;
  readonly paths: readonly string[];
  readonly marks: readonly number[];
}

type Marks = readonly number[];
const QUIET = { throwIfNoEntry: false } as const;

/**
 * Files of the tree and of the checkout that an earlier publish of this machine found equal, with what the file system
 * said of them then. As in the index of Git, a file of which it says the same today is not read again: no program can
 * set the time at which the state of a file last changed.
 */
export class Seen {
  private readonly rows = new Map<string, number>();
  private readonly known: Marks;
  /** Which rows hold still; a flag a row takes less than a map, and the usual publish asks about every file. */
  private readonly held: Uint8Array;
  private holding = 0;
  private readonly news = new Map<string, Marks>();
  private marks: Marks | undefined;

  /**
   * @param root - the checkout
   * @param source - directory to publish
   * @param books - bytes of the inventories by owner; where one has changed, nothing counts that was seen before
   */
  constructor(
    private readonly root: string,
    private readonly source: string,
    books: ReadonlyMap<string, Buffer | undefined>,
  ) {
    const text = readSeen(root);
    const counts = text?.source === source && JSON.stringify(text.books) === JSON.stringify(digestsOf(books));
    this.known = counts ? text.marks : [];
    if (counts) text.paths.forEach((path, at) => this.rows.set(path, at));
    this.held = new Uint8Array(this.rows.size);
  }

  /** Whether both files are as they were when they were found equal. */
  holds(path: string): boolean {
    this.look(path);
    const row = this.rows.get(path);
    if (row === undefined || this.marks === undefined) return false;
    for (let at = 0; at < WIDTH; at++) if (this.known[row * WIDTH + at] !== this.marks[at]) return false;
    if (this.held[row] === 0) this.holding++;
    this.held[row] = 1;
    return true;
  }

  /** Asks the file system about both files, before they are read. */
  look(path: string): void {
    // Joining paths that are normal already would take longer than asking about them.
    const one = lstatSync(`${this.source}/${path}`, QUIET);
    const other = lstatSync(`${this.root}/${path}`, QUIET);
    const areFiles = one?.isFile() === true && other?.isFile() === true;
    this.marks = areFiles ? [one.size, one.ctimeMs, other.size, other.ctimeMs] : undefined;
  }

  /** Whether a file was seen at all, so that asking about it may save reading it. */
  knows(path: string): boolean {
    return this.rows.has(path);
  }

  /** Notes that the two files that were last asked about are equal: what was said of them before they were read counts. */
  note(path: string): void {
    const settled = Date.now() - SETTLED_AFTER_MS;
    const { marks } = this;
    if (marks === undefined || marks.some((mark, at) => at % 2 === 1 && mark > settled)) return;
    this.news.set(path, marks);
  }

  /**
   * Keeps what was seen for the next publish. Nothing depends on it, so a disk that refuses is left alone.
   *
   * @param books - bytes of the inventories by owner, as this publish leaves them
   */
  save(books: ReadonlyMap<string, Buffer | undefined>): void {
    if (this.news.size === 0 && this.holding === this.rows.size) return;
    const old = [...this.rows].filter(([path, row]) => this.held[row] === 1 && !this.news.has(path));
    const text = {
      schemaVersion: 1,
      source: this.source,
      books: digestsOf(books),
      paths: [...old.map(([path]) => path), ...this.news.keys()],
      marks: [
        ...old.flatMap(([, row]) => this.known.slice(row * WIDTH, (row + 1) * WIDTH)),
        ...[...this.news.values()].flat(),
      ],
    };
    try {
      writeFileSync(join(this.root, SEEN_FILE), JSON.stringify(text));
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
    }
  }
}

function digestsOf(books: ReadonlyMap<string, Buffer | undefined>): Readonly<Record<string, string>> {
  const sorted = [...books].sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(sorted.map(([owner, bytes]) => [owner, bytes === undefined ? '' : digestOf(bytes)]));
}

function digestOf(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex');
}

/** What the file holds; undefined where it is not there or was not written to its end. */
function readSeen(root: string): SeenText | undefined {
  const bytes = readBytesIfThere(join(root, SEEN_FILE));
  const value = bytes === undefined ? undefined : jsonOf(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null) return undefined;
  const { schemaVersion, source, books, paths, marks }: Partial<Record<string, unknown>> = { ...value };
  if (schemaVersion !== 1 || typeof source !== 'string' || typeof books !== 'object' || books === null)
    return undefined;
  if (!isListOf(paths, isText) || !isListOf(marks, isNumber) || marks.length !== paths.length * WIDTH) return undefined;
  return { source, books: { ...books }, paths, marks };
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

const isText = (item: unknown): item is string => typeof item === 'string';
const isNumber = (item: unknown): item is number => typeof item === 'number';
