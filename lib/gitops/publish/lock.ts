import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { MeshError } from '../../model/index.js';
import type { Disk } from './disk.js';
import { jsonOf } from './inventory.js';
import { systemCode } from './problems.js';
import { STATE_FOLDER, readBytesIfThere } from './tree.js';

/** Who holds a lock. */
export interface LockHolder {
  /** Number of the process. */
  readonly pid: number;
  /** Name of the machine it runs on. */
  readonly host: string;
}

/** Whether the process that made a lock still runs; a process of another machine is taken to. */
export type IsAlive = (holder: LockHolder) => boolean;

const PREFIX = 'lock-';
const ATTEMPTS = 4;

/** Whether a process of this machine runs. */
export const isProcessAlive: IsAlive = ({ pid, host }) => {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
};

/**
 * One publish at a time. Each makes a lock of its own name and then looks for others, so of two that start together
 * at least one sees the other; that one steps back and tries again. A lock whose process is gone counts for nothing.
 */
export class Lock {
  private readonly name = `${PREFIX}${String(process.pid)}-${randomUUID()}`;
  private readonly folder: string;

  /**
   * @param root - the checkout
   * @param disk - how it is changed
   * @param isAlive - judges the locks of others
   */
  constructor(
    root: string,
    private readonly disk: Disk,
    private readonly isAlive: IsAlive,
  ) {
    this.folder = join(root, STATE_FOLDER);
  }

  /** Takes the lock, or refuses where another publish has it. */
  take(): void {
    for (let attempt = 1; ; attempt++) {
      this.write();
      const others = locksIn(this.folder).filter(({ name }) => name !== this.name);
      const running = others.find(({ holder }) => this.isRunning(holder));
      if (running === undefined) {
        for (const { name } of others) removeIfThere(this.disk, join(this.folder, name));
        return;
      }
      this.release();
      if (attempt === ATTEMPTS) throw busy(running.holder);
      pause(20 + Math.random() * 80);
    }
  }

  /** Gives the lock back. */
  release(): void {
    removeIfThere(this.disk, join(this.folder, this.name));
  }

  /** Writes the lock; the publish that ends at this moment may take the folder away, so it is made as often as needed. */
  private write(): void {
    for (;;) {
      try {
        this.disk.write(join(this.folder, this.name), lockText(), 0o644);
        return;
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
      try {
        this.disk.makeFolder(this.folder);
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
    }
  }

  private isRunning(holder: LockHolder | undefined): boolean {
    return holder !== undefined && this.isAlive(holder);
  }
}

/** Who holds the lock of a checkout, if anybody. */
export function lockHolder(root: string, isAlive: IsAlive): LockHolder | undefined {
  return locksIn(join(root, STATE_FOLDER)).find(({ holder }) => holder !== undefined && isAlive(holder))?.holder;
}

interface Found {
  readonly name: string;
  /** Undefined where the process was killed while it wrote the lock. */
  readonly holder: LockHolder | undefined;
}

function locksIn(folder: string): readonly Found[] {
  const names = namesIn(folder).filter((name) => name.startsWith(PREFIX));
  return names.map((name) => ({ name, holder: holderOf(name, readBytesIfThere(join(folder, name))) }));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The holder by the text of a lock; a text that is still being written leaves the number in the name. */
function holderOf(name: string, bytes: Buffer | undefined): LockHolder | undefined {
  if (bytes === undefined) return undefined;
  const value = jsonOf(bytes.toString('utf8'));
  const host: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'host') : hostname();
  const pid = Number(/^lock-([0-9]+)-/.exec(name)?.[1]);
  return typeof host === 'string' && Number.isInteger(pid) ? { pid, host } : undefined;
}

function lockText(): Buffer {
  return Buffer.from(`${JSON.stringify({ pid: process.pid, host: hostname() })}\n`);
}

function removeIfThere(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function busy(holder: LockHolder | undefined): MeshError {
  const who = holder === undefined ? 'another process' : `process ${String(holder.pid)} on ${holder.host}`;
  return new MeshError({
    code: 'TM5108',
    where: STATE_FOLDER,
    what: `${who} publishes into this checkout`,
    remedy: `Wait until it ends; where that machine is gone for good, remove the file ${STATE_FOLDER}/${PREFIX}*.`,
  });
}
