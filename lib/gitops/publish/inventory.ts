import { join } from 'node:path';
import type { Problem } from '../../model/index.js';
import { compare } from '../../manifest/index.js';
import { SHARED } from '../paths.js';
import { Problems } from './problems.js';
import { STATE_FOLDER, isReserved, readBytesIfThere } from './tree.js';

/** One line of an inventory: a file that publish wrote. */
export interface InventoryEntry {
  /** Path in the checkout, with `/`. */
  readonly path: string;
  /** Digest of what was written; of what stands there where somebody decided to keep it. */
  readonly digest: string;
  /** Identities of the objects in the file. */
  readonly objects: readonly string[];
  /**
   * Whether a change by hand is kept.
   * @default false
   */
  readonly kept?: boolean;
  /**
   * Whether publish has marked the objects in the file, so that Flux leaves them alone when they move.
   * @default false
   */
  readonly marked?: boolean;
}

const ROOTS: ReadonlySet<string> = new Set(['clusters', 'manifests']);

/** Cluster that owns a path; `shared` for what clusters share, empty for what belongs to the repository as a whole. */
export function ownerOf(path: string): string {
  // Cut by hand: a pattern would take longer than everything else that is done for a file that has not changed.
  const top = path.indexOf('/');
  if (top < 0 || !ROOTS.has(path.slice(0, top))) return '';
  const end = path.indexOf('/', top + 1);
  return end < 0 ? '' : path.slice(top + 1, end);
}

/** Path of the inventory of an owner. */
export function inventoryPath(owner: string): string {
  if (owner === '') return `${STATE_FOLDER}/repository.jsonl`;
  return owner === SHARED ? `${STATE_FOLDER}/${SHARED}.jsonl` : `${STATE_FOLDER}/clusters/${owner}.jsonl`;
}

/** What publish wrote for one owner: one line a file, sorted, so that two changes rarely meet in one line. */
export class Inventory {
  private constructor(
    readonly owner: string,
    readonly entries: ReadonlyMap<string, InventoryEntry>,
    /** Bytes on the disk; undefined where the owner has no inventory yet. */
    readonly bytes: Buffer | undefined,
  ) {}

  /** Reads the inventory of an owner from a checkout. */
  static read(checkout: string, owner: string): Inventory {
    const path = inventoryPath(owner);
    const bytes = readBytesIfThere(join(checkout, path));
    const problems = new Problems();
    const entries = new Map<string, InventoryEntry>();
    const text = bytes?.toString('utf8') ?? '';
    const lines = text.split('\n');
    const values = valuesOf(lines);
    lines.forEach((line, at) => {
      if (line === '') return;
      const entry = entryOf(values?.[at] ?? jsonOf(line));
      const where = `${path}:${String(at + 1)}`;
      if (entry === undefined) problems.add(unreadable(where, line));
      else if (!isInside(entry.path) || ownerOf(entry.path) !== owner) problems.add(outside(where, entry.path));
      else entries.set(entry.path, entry);
    });
    problems.refuse();
    return new Inventory(owner, entries, bytes);
  }

  /** Whether these very entries are what it holds, so that it need not be written. */
  isMadeOf(list: readonly InventoryEntry[]): boolean {
    return list.length === this.entries.size && list.every((entry) => this.entries.get(entry.path) === entry);
  }
}

/** Text of an inventory. */
export function inventoryText(entries: Iterable<InventoryEntry>): string {
  const sorted = [...entries].sort((a, b) => compare(a.path, b.path));
  return sorted
    .map(({ path, digest, objects, kept, marked }) => `${JSON.stringify({ path, digest, objects, kept, marked })}\n`)
    .join('');
}

/** An empty path or part, a part of dots alone, and characters that some system takes for a separator or an end. */
const UNSAFE = /^$|^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)|[\\\0]/;

/** Whether a path from a file stays below the checkout and out of the books of Git and publish. */
export function isInside(path: string): boolean {
  return !UNSAFE.test(path) && !isReserved(path);
}

/** All lines at once, which takes half the time; undefined where a line is not one value. */
function valuesOf(lines: readonly string[]): readonly unknown[] | undefined {
  const filled = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  const values = jsonOf(`[${filled.join(',')}]`);
  return Array.isArray(values) && values.length === filled.length ? values : undefined;
}

function entryOf(value: unknown): InventoryEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { path, digest, objects, kept, marked }: Partial<Record<string, unknown>> = { ...value };
  if (typeof path !== 'string' || typeof digest !== 'string' || !isTexts(objects)) return undefined;
  return { path, digest, objects, ...(kept === true ? { kept } : {}), ...(marked === true ? { marked } : {}) };
}

/** A JSON text as data; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function unreadable(where: string, line: string): Problem {
  return {
    code: 'TM5111',
    where,
    what: 'the line is no entry of an inventory',
    value: line,
    remedy: 'Restore the file from Git; where a merge left both sides, keep the lines of both.',
  };
}

function outside(where: string, path: string): Problem {
  return {
    code: 'TM5104',
    where,
    field: 'path',
    what: 'the path leads out of the checkout, into the books of Git, or to another owner',
    value: path,
    remedy: 'Restore the inventory from Git.',
  };
}
