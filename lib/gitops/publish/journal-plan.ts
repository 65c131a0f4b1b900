import { MeshError } from '../../model/index.js';
import { isInside } from './inventory.js';
import { STATE_FOLDER } from './tree.js';

/** One change that a publish is bound to. */
export interface PlannedChange {
  /** The file in the checkout. */
  readonly path: string;
  /**
   * Name of the new content in the journal.
   * @default - the file is removed
   */
  readonly staged?: string;
  /**
   * Digest of what stood there.
   * @default - nothing did
   */
  readonly before?: string;
}

/** Everything a publish is bound to do. */
export interface JournalPlan {
  readonly schemaVersion: 1;
  readonly changes: readonly PlannedChange[];
}

/**
 * Reads a plan. A journal lies in the checkout, where others write too, so every path is held to the same rules as
 * those of an inventory.
 */
export function readPlan(value: unknown, where: string): JournalPlan {
  const changes: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'changes') : undefined;
  if (!Array.isArray(changes) || Reflect.get(Object(value), 'schemaVersion') !== 1) throw unreadable(where);
  return { schemaVersion: 1, changes: changes.map((change) => readChange(change, where)) };
}

function readChange(value: unknown, where: string): PlannedChange {
  if (typeof value !== 'object' || value === null) throw unreadable(where);
  const { path, staged, before }: Partial<Record<string, unknown>> = { ...value };
  if (typeof path !== 'string' || !isOurs(path)) throw unreadable(where, path);
  if (staged !== undefined && (typeof staged !== 'string' || !/^[0-9]+$/.test(staged))) throw unreadable(where, staged);
  if (before !== undefined && typeof before !== 'string') throw unreadable(where, before);
  return { path, ...(staged === undefined ? {} : { staged }), ...(before === undefined ? {} : { before }) };
}

function isOurs(path: string): boolean {
  return isInside(path) || BOOKS.test(path);
}

const BOOKS = new RegExp(
  `^\\${STATE_FOLDER}/(?:\\.gitignore|(?:repository|shared)\\.jsonl|clusters/[a-z0-9-]+\\.jsonl)$`,
);

function unreadable(where: string, value?: unknown): MeshError {
  return new MeshError({
    code: 'TM5111',
    where,
    what: 'the plan of an interrupted publish is damaged or leads out of the checkout',
    ...(value === undefined ? {} : { value }),
    remedy: 'Remove the folder of the journal, restore the tree from Git, and publish again.',
  });
}
