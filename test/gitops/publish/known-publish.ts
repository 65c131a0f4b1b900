import type { JournalState, PublishOptions } from '../../../lib/gitops/index.js';
import { Choices } from '../../../lib/gitops/publish/choices.js';
import type { FileRemoval, FileWrite } from '../../../lib/gitops/publish/comparison.js';
import { REAL_DISK, type Disk } from '../../../lib/gitops/publish/disk.js';
import { systemCode } from '../../../lib/gitops/publish/problems.js';
import { publishOn } from '../../../lib/gitops/publish/publish.js';
import { Transaction } from '../../../lib/gitops/publish/transaction.js';
import { FaultyDisk, Killed, type Fault } from './faulty-disk.js';
import { Likeness, checkoutNow, isSameImage, type End } from './likeness.js';
import type { Image } from './memory-files.js';
import { CHECKOUT, MEMORY, memory } from './memory-mount.js';
import type { Tree } from './sandbox.js';

export const DIST = `${MEMORY}/dist`;

/** One change of the disk, to be made again. */
interface Step {
  readonly act: () => void;
  /** The change as a kill in the midst of it leaves it; undefined where there is no midst. */
  readonly part: (() => void) | undefined;
  readonly needsSpace: boolean;
}

/** A place where a publish may be killed. */
export interface KillPoint {
  readonly step: number;
  readonly fault: Exclude<Fault, 'disk-full'>;
}

/** What a kill leaves, and what the next publish makes of it before anything else. */
export interface Aftermath {
  readonly journal: JournalState['kind'];
  /** Files that hold neither what they held before nor what they shall hold. */
  readonly torn: readonly string[];
  /** What the checkout is once the next publish has recovered it. */
  readonly end: End;
}

/**
 * A publish in memory of which every change of the disk is known. A process that is killed leaves exactly the changes
 * that it has made, so the state at each of them is made by making them again, which takes no publish for each.
 */
export class KnownPublish {
  private readonly likeness: Likeness;
  private readonly steps: readonly Step[];
  private readonly toStart: () => void;
  private readonly calls: { writes: readonly FileWrite[]; removals: readonly FileRemoval[] }[] = [];

  /**
   * @param tree - what is published into the checkout as it stands in memory
   * @param options - how
   */
  constructor(
    tree: Tree,
    private readonly options: PublishOptions = {},
  ) {
    putTree(tree);
    this.toStart = memory.save();
    const before = checkoutNow();
    const write = jest.spyOn(Transaction.prototype, 'write');
    const disk = new RecordingDisk();
    this.publish(disk);
    this.steps = disk.steps;
    this.calls.push(...write.mock.calls.map(([writes, removals]) => ({ writes, removals })));
    write.mockRestore();
    this.likeness = new Likeness(before, checkoutNow());
    memory.watch(this.likeness.note);
  }

  /** Number of changes of the disk. */
  get length(): number {
    return this.steps.length;
  }

  /** Steps at which a full disk is met, from 1. */
  get thatNeedSpace(): readonly number[] {
    return this.steps.flatMap(({ needsSpace }, at) => (needsSpace ? [at + 1] : []));
  }

  /** Visits what a kill leaves at every step: before it, in its midst, and after the last one. */
  eachKill(visit: (point: KillPoint) => void, isWanted: (step: number) => boolean = () => true): void {
    this.start();
    this.steps.forEach(({ act, part }, at) => {
      const step = at + 1;
      if (isWanted(step)) {
        const back = memory.save();
        visit({ step, fault: 'killed-before' });
        back();
        if (part !== undefined) {
          again(part);
          visit({ step, fault: 'killed-within' });
          back();
        }
      }
      again(act);
    });
    visit({ step: this.length, fault: 'killed-after' });
  }

  /** Recovers the checkout as it stands, as the next publish does first. */
  recover(): Aftermath {
    const { torn } = this.likeness;
    const machine = { disk: REAL_DISK, isAlive: () => false };
    const journal = Transaction.run(machine, CHECKOUT, (next) => next.recover(new Choices([], []))) ?? 'none';
    return { journal, torn, end: this.end() };
  }

  /** Fills the disk at a step: what the publish says, and what is left. */
  fillDisk(step: number): { readonly said: unknown; readonly end: End } {
    this.start();
    const disk = new FaultyDisk(step, 'disk-full');
    let said: unknown;
    try {
      Transaction.run({ disk, isAlive: () => false }, CHECKOUT, (transaction) => {
        for (const { writes, removals } of this.calls) transaction.write(writes, removals);
      });
    } catch (error) {
      said = error;
    }
    return { said, end: this.end() };
  }

  /** Interrupts a whole publish at a step, without any shortcut: what that leaves, and where one publish more ends. */
  interruptWhole(step: number, fault: Fault): { readonly left: Image; readonly end: End } {
    this.start();
    try {
      this.publish(new FaultyDisk(step, fault));
    } catch (error) {
      if (!(error instanceof Killed) && !String(error).includes('TM5107')) throw error;
    }
    const left = checkoutNow();
    this.publish();
    return { left, end: this.end() };
  }

  /** Whether making the changes up to a step again leaves the same as the interrupted publish did. */
  isLeftAt({ step, fault }: KillPoint, left: Image): boolean {
    this.start();
    for (const { act } of this.steps.slice(0, fault === 'killed-after' ? step : step - 1)) again(act);
    const last = this.steps[step - 1];
    if (fault === 'killed-within' && last !== undefined) again(last.part ?? last.act);
    return isSameImage(left, checkoutNow());
  }

  /** Goes to where the publish starts. */
  start(): void {
    this.toStart();
  }

  /** Publishes undisturbed, with nobody else alive. */
  publish(disk: Disk = REAL_DISK) {
    return publishOn({ disk, isAlive: () => false }, DIST, CHECKOUT, this.options);
  }

  /** Which state the checkout is in. */
  end(): End {
    return this.likeness.end;
  }
}

/** Keeps every change of the disk while it is made. */
class RecordingDisk implements Disk {
  readonly steps: Step[] = [];

  write(path: string, bytes: Uint8Array, mode: number): void {
    const part = bytes.subarray(0, bytes.length / 2);
    let written: Buffer | undefined;
    this.make(
      () => {
        // Made again, it is the same bytes in memory, so that comparing states need not look into them.
        if (written === undefined) REAL_DISK.write(path, bytes, mode);
        else memory.write(path, written);
        written = memory.bytesOf(path);
      },
      true,
      () => REAL_DISK.write(path, part, mode),
    );
  }

  rename(from: string, to: string): void {
    this.make(() => REAL_DISK.rename(from, to), false);
  }

  remove(path: string): void {
    this.make(() => REAL_DISK.remove(path), false);
  }

  makeFolder(path: string): void {
    this.make(() => REAL_DISK.makeFolder(path), !memory.has(path));
  }

  removeFolder(path: string): void {
    this.make(() => REAL_DISK.removeFolder(path), false);
  }

  private make(act: () => void, needsSpace: boolean, part?: () => void): void {
    this.steps.push({ act, part, needsSpace });
    act();
  }
}

/** Makes a change again; one that the disk refused, as of a folder that is not empty, it refuses again. */
function again(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

/** Puts a tree where it is published from. */
export function putTree(tree: Tree): void {
  for (const folder of [MEMORY, CHECKOUT]) if (!memory.has(folder)) memory.makeFolder(folder);
  if (memory.has(DIST)) memory.removeAll(DIST);
  for (const [path, text] of Object.entries(tree)) memory.put(`${DIST}/${path}`, Buffer.from(text));
}
