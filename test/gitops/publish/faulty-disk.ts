import { existsSync, writeFileSync } from 'node:fs';
import { REAL_DISK, type Disk } from '../../../lib/gitops/publish/disk.js';

/** How a step of a publish fails. */
export type Fault = 'killed-before' | 'killed-within' | 'killed-after' | 'disk-full';

/** A kill: nothing runs after it. */
export class Killed extends Error {}

/**
 * A disk on which one step fails. After a kill every further step fails too, for a dead process cleans nothing up;
 * after a full disk the others go on, and only steps that need space fail from there on.
 */
export class FaultyDisk implements Disk {
  /** Steps so far. */
  steps = 0;
  /** Whether the fault has happened. */
  failed = false;

  /**
   * @param at - number of the step that fails, from 1
   * @param fault - how it fails
   * @param kill - ends the process
   */
  constructor(
    private readonly at: number,
    private readonly fault: Fault,
    private readonly kill: () => never = () => {
      throw new Killed();
    },
  ) {}

  write(path: string, bytes: Uint8Array, mode: number): void {
    const part = (): void => writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    this.step(true, () => REAL_DISK.write(path, bytes, mode), part);
  }

  rename(from: string, to: string): void {
    this.step(false, () => REAL_DISK.rename(from, to));
  }

  remove(path: string): void {
    this.step(false, () => REAL_DISK.remove(path));
  }

  makeFolder(path: string): void {
    this.step(!existsSync(path), () => REAL_DISK.makeFolder(path));
  }

  removeFolder(path: string): void {
    this.step(false, () => REAL_DISK.removeFolder(path));
  }

  private step(needsSpace: boolean, act: () => void, part: () => void = act): void {
    this.steps++;
    const isFull = this.fault === 'disk-full';
    if (this.failed && !isFull) this.kill();
    const isHere = this.steps === this.at || (isFull && this.failed && needsSpace);
    if (!isHere || (isFull && !needsSpace)) {
      act();
      return;
    }
    this.failed = true;
    if (this.fault === 'killed-before') this.kill();
    if (isFull && part === act) throw noSpace();
    if (this.fault === 'killed-after') act();
    else part();
    if (isFull) throw noSpace();
    this.kill();
  }
}

function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}
