import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';

/**
 * Every way in which a publish changes the disk. Each method is one step: a kill falls before it, within it or after it.
 */
export interface Disk {
  /** Writes a new file and waits until it is on the disk. */
  write(path: string, bytes: Uint8Array, mode: number): void;
  /** Puts one file in the place of another, at once. */
  rename(from: string, to: string): void;
  /** Removes a file. */
  remove(path: string): void;
  /** Makes one folder. */
  makeFolder(path: string): void;
  /** Removes an empty folder. */
  removeFolder(path: string): void;
}

/** The disk of this machine. */
export const REAL_DISK: Disk = {
  write(path, bytes, mode) {
    const file = openSync(path, 'w', mode);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  },
  rename: renameSync,
  remove: unlinkSync,
  makeFolder: (path) => {
    mkdirSync(path);
  },
  removeFolder: rmdirSync,
};
