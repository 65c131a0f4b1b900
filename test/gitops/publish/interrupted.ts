import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishOptions, PublishReport } from '../../../lib/gitops/index.js';
import { publishOn } from '../../../lib/gitops/publish/publish.js';
import { REAL_DISK } from '../../../lib/gitops/publish/disk.js';
import { FaultyDisk, Killed, type Fault } from './faulty-disk.js';
import { readTree, type Sandbox, type Tree } from './sandbox.js';

/** Every way in which a step may fail. */
export const FAULTS: readonly Fault[] = ['killed-before', 'killed-within', 'killed-after', 'disk-full'];

/** A publish that is interrupted again and again, each time from the same start. */
export class Interrupted {
  /** The checkout after an undisturbed publish. */
  readonly after: Tree;
  /** Steps that an undisturbed publish takes. */
  readonly steps: number;
  private readonly start: string;

  /**
   * @param box - the sandbox, with a tree to publish and a checkout to start from
   * @param options - how it is published
   */
  constructor(
    readonly box: Sandbox,
    private readonly options: PublishOptions = {},
  ) {
    this.start = join(box.root, 'start');
    cpSync(box.checkout, this.start, { recursive: true });
    const disk = new FaultyDisk(0, 'killed-before');
    this.run(disk);
    this.steps = disk.steps;
    this.after = box.files();
  }

  /** The checkout as it was before the publish. */
  get before(): Tree {
    return readTree(this.start);
  }

  /** Interrupts the publish at a step; says whether it was killed, refused for want of space, or ran through. */
  interrupt(step: number, fault: Fault): 'killed' | 'refused' | 'done' {
    this.reset();
    const disk = new FaultyDisk(step, fault);
    try {
      this.run(disk);
      return 'done';
    } catch (error) {
      if (error instanceof Killed) return 'killed';
      if (String(error).includes('TM5107')) return 'refused';
      throw error;
    }
  }

  /** Publishes once more, undisturbed, with nobody else alive. */
  resume(): void {
    this.run(REAL_DISK);
  }

  /** Publishes another tree, with nobody else alive. */
  publish(tree: Tree, options: PublishOptions = {}): PublishReport {
    this.box.synth(tree);
    return publishOn({ disk: REAL_DISK, isAlive: () => false }, this.box.dist, this.box.checkout, options);
  }

  /** Puts the checkout back to where it started. */
  reset(): void {
    rmSync(this.box.checkout, { recursive: true });
    cpSync(this.start, this.box.checkout, { recursive: true });
  }

  /** Files that hold neither what they held before nor what they shall hold, journal and locks aside. */
  torn(): readonly string[] {
    const { before, after } = this;
    return Object.entries(this.box.files())
      .filter(([path]) => !/^\.tenant-mesh\/(?:journal\/|lock-)/.test(path))
      .filter(([path, text]) => text !== before[path] && text !== after[path])
      .map(([path]) => path);
  }

  private run(disk: FaultyDisk | typeof REAL_DISK): void {
    publishOn({ disk, isAlive: () => false }, this.box.dist, this.box.checkout, this.options);
  }
}
