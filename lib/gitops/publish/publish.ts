import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from '../../manifest/index.js';
import { planOf, refuseDeletions } from '../plan/plan.js';
import { keepMarks, markMoves, refuseEarlyMove, type MoveStep } from '../plan/moves.js';
import { planContext } from '../plan/plan-publish.js';
import { Checkout } from './checkout.js';
import { Choices } from './choices.js';
import { compareTrees } from './compare-trees.js';
import type { Changes, FileRemoval, FileWrite } from './comparison.js';
import { REAL_DISK } from './disk.js';
import { inventoryPath, inventoryText } from './inventory.js';
import { Journal } from './journal.js';
import { isProcessAlive, lockHolder } from './lock.js';
import type { PublishReport, PublishStatus } from './report.js';
import type { PublishOptions } from './options.js';
import { Transaction, type PublishMachine } from './transaction.js';
import { STATE_FOLDER } from './tree.js';

const THIS_MACHINE: PublishMachine = { disk: REAL_DISK, isAlive: isProcessAlive };
const IGNORED = '/journal/\n/lock-*\n/seen.json\n';

/**
 * Brings the tree that synth wrote into a checkout of the Git repository, and touches only what differs.
 *
 * Files of others are never overwritten, tags that Flux bumped are kept, and no file is ever partial: a publish that was
 * interrupted is finished or undone by the next one before anything else.
 *
 * @param source - directory that synth wrote
 * @param checkout - folder of the clone
 * @param options - decisions about what differs
 */
export function publish(source: string, checkout: string, options: PublishOptions = {}): PublishReport {
  return publishOn(THIS_MACHINE, source, checkout, options);
}

/** Where a checkout stands; nothing is changed. */
export function publishStatus(checkout: string): PublishStatus {
  const { root } = new Checkout(checkout);
  const running = lockHolder(root, isProcessAlive);
  const journal = new Journal(root, REAL_DISK).state();
  return { schemaVersion: 1, journal, ...(running === undefined ? {} : { running }) };
}

/** The same as {@link publish}, on a machine of the caller's choice. */
export function publishOn(
  machine: PublishMachine,
  source: string,
  checkout: string,
  options: PublishOptions,
): PublishReport {
  const { root } = new Checkout(checkout);
  return Transaction.run(machine, root, (transaction) => new Run(root, transaction, options).publish(source));
}

/** Changes of the books of publish. */
interface Books {
  readonly writes: readonly FileWrite[];
  readonly removals: readonly FileRemoval[];
  /** Bytes of the inventories by owner, as they will be. */
  readonly inventories: ReadonlyMap<string, Buffer | undefined>;
}

/** One publish while it holds the lock. */
class Run {
  private readonly choices: Choices;

  constructor(
    private readonly root: string,
    private readonly transaction: Transaction,
    private readonly options: PublishOptions,
  ) {
    this.choices = new Choices(options.take ?? [], options.keep ?? []);
  }

  publish(source: string): PublishReport {
    const recovered = this.transaction.recover(this.choices);
    const { changes, moves } = this.nextStep(compareTrees(source, this.root, this.choices, this.options));
    const books = this.books(changes);
    this.transaction.write([...changes.writes, ...books.writes], [...changes.removals, ...books.removals]);
    changes.seen.save(books.inventories);
    const { writes, removals, unchanged, keptValues, keptFiles } = changes;
    return {
      schemaVersion: 1,
      written: writes.map(({ path }) => path).sort(compare),
      removed: removals.map(({ path }) => path).sort(compare),
      unchanged,
      keptValues,
      keptFiles,
      leftAlone: this.leftAlone(changes),
      moves,
      ...(recovered === undefined ? {} : { recovered }),
    };
  }

  /** What is done now: everything, or the first step of a move; what may not be done is refused. */
  private nextStep(changes: Changes): { readonly changes: Changes; readonly moves: MoveStep } {
    // Where nothing stood before nothing can be lost, and a first publish need not read every object.
    const isFirst = changes.removals.length === 0 && changes.writes.every(({ before }) => before === undefined);
    if (isFirst) return { changes, moves: { kind: 'none' } };
    const { plan, unsafe } = planOf(changes, planContext(this.root, this.options));
    const { moves } = plan;
    refuseDeletions(plan, this.options.allowDelete ?? []);
    refuseEarlyMove(moves);
    if (moves.kind === 'mark') return { changes: markMoves(changes, unsafe, this.root), moves };
    return { changes: moves.kind === 'finish' ? keepMarks(changes) : changes, moves };
  }

  /** Inventories that change, and what keeps journal and lock out of Git. */
  private books({ entries, inventories }: Changes): Books {
    const writes: FileWrite[] = [];
    const removals: FileRemoval[] = [];
    const after = new Map([...inventories].map(([owner, { bytes }]) => [owner, bytes]));
    for (const [owner, list] of entries) {
      const inventory = inventories.get(owner);
      if (inventory?.isMadeOf(list) === true) continue;
      const { bytes: before } = inventory ?? {};
      const path = inventoryPath(owner);
      const bytes = Buffer.from(inventoryText(list), 'utf8');
      after.set(owner, list.length === 0 ? undefined : bytes);
      if (before?.equals(bytes) === true) continue;
      if (before !== undefined && list.length === 0) removals.push({ path, before });
      else writes.push({ path, bytes, before });
    }
    const ignore = `${STATE_FOLDER}/.gitignore`;
    if (!existsSync(join(this.root, ignore))) {
      writes.push({ path: ignore, bytes: Buffer.from(IGNORED), before: undefined });
    }
    return { writes, removals, inventories: after };
  }

  /** Clusters that the checkout has and the tree has not. */
  private leftAlone({ entries }: Changes): readonly string[] {
    const folder = join(this.root, STATE_FOLDER, 'clusters');
    if (!existsSync(folder)) return [];
    const owners = readdirSync(folder).map((name) => name.replace(/\.jsonl$/, ''));
    return owners.filter((owner) => !entries.has(owner)).sort(compare);
  }
}
