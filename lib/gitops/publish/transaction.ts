import { join } from 'node:path';
import { Checkout } from './checkout.js';
import type { Choices } from './choices.js';
import type { FileRemoval, FileWrite } from './comparison.js';
import type { Disk } from './disk.js';
import { JOURNAL_FOLDER, Journal } from './journal.js';
import { Lock, type IsAlive } from './lock.js';
import { Problems, systemCode, writeProblem } from './problems.js';
import { STATE_FOLDER } from './tree.js';

/** The machine that a publish runs on. */
export interface PublishMachine {
  readonly disk: Disk;
  readonly isAlive: IsAlive;
}

/**
 * Everything that changes a checkout happens in here: under the lock, first what an interrupted publish left, then the
 * changes of this one through the journal.
 */
export class Transaction {
  private readonly journal: Journal;

  private constructor(
    private readonly root: string,
    private readonly disk: Disk,
  ) {
    this.journal = new Journal(root, disk);
  }

  /**
   * Takes the lock for as long as something is done.
   *
   * @param machine - where it runs
   * @param root - the checkout
   * @param act - what is done
   */
  static run<T>({ disk, isAlive }: PublishMachine, root: string, act: (transaction: Transaction) => T): T {
    const transaction = new Transaction(root, disk);
    const lock = new Lock(root, disk, isAlive);
    transaction.check();
    try {
      transaction.guard('nothing was changed', () => {
        lock.take();
      });
      return act(transaction);
    } finally {
      lock.release();
      transaction.close();
    }
  }

  /** Finishes or forgets what an interrupted publish left, before anything else. */
  recover(choices: Choices): 'forward' | 'back' | undefined {
    const { kind } = this.journal.state();
    if (kind === 'none') return undefined;
    this.guard('the journal is kept, and the next publish goes on from here', () => {
      if (kind === 'forward') this.journal.finish(choices);
      else this.journal.forget();
    });
    return kind;
  }

  /** Writes and removes files: all of them or, where the disk refuses beforehand, none. */
  write(writes: readonly FileWrite[], removals: readonly FileRemoval[]): void {
    if (writes.length + removals.length === 0) return;
    const checkout = new Checkout(this.root);
    const modeOf = (path: string): number => (checkout.at(path) === 'file' ? checkout.mode(path) & 0o777 : 0o644);
    try {
      this.guard('nothing was changed', () => {
        this.journal.prepare(writes, removals, modeOf);
      });
    } catch (error) {
      this.journal.forget();
      throw error;
    }
    this.guard('the journal is kept, and the next publish finishes it', () => {
      this.journal.finish(undefined);
    });
  }

  /** Refuses books that lie anywhere else than in the checkout. */
  private check(): void {
    const checkout = new Checkout(this.root);
    const problems = new Problems();
    for (const book of [`${STATE_FOLDER}/any`, `${JOURNAL_FOLDER}/any`]) checkout.check(book, () => false, problems);
    problems.refuse();
  }

  /** Removes the folder for the books where nothing is in it, as after a refused first publish. */
  private close(): void {
    try {
      this.disk.removeFolder(join(this.root, STATE_FOLDER));
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(systemCode(error) ?? '')) throw error;
    }
  }

  private guard(after: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      throw writeProblem(error, pathOf(error) ?? this.root, after);
    }
  }
}

function pathOf(error: unknown): string | undefined {
  const path: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'path') : undefined;
  return typeof path === 'string' ? path : undefined;
}
