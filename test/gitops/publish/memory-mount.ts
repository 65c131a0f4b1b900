import type * as fs from 'node:fs';
import { MemoryFiles } from './memory-files.js';

/** Everything below this folder is in memory where {@link mounted} stands in for `node:fs`. */
export const MEMORY = '/in-memory';

/** The checkout of every publish in memory. */
export const CHECKOUT = `${MEMORY}/checkout`;

/** What is there. */
export const memory = new MemoryFiles();

/** The functions of `node:fs` that publish calls, for paths and open files in memory. */
type Part = Record<string, (...args: never[]) => unknown>;

const inMemory = {
  openSync: (path: string, flags: 'r' | 'w') => memory.openFile(path, flags),
  closeSync: (file: number) => {
    memory.close(file);
  },
  fsyncSync: (file: number) => {
    memory.lengthOf(file);
  },
  fstatSync: (file: number) => ({ size: memory.lengthOf(file) }),
  writeSync: (file: number, bytes: Uint8Array, at = 0) => memory.append(file, bytes.subarray(at)),
  readSync: (file: number, buffer: Buffer, offset: number, length: number) => memory.read(file, buffer, offset, length),
  writeFileSync: (path: string, bytes: string | Uint8Array) => {
    memory.write(path, Buffer.from(bytes));
  },
  readFileSync: (path: string, encoding?: 'utf8') => {
    const bytes = memory.bytesOf(path);
    return encoding === undefined ? bytes : bytes.toString(encoding);
  },
  mkdirSync: (path: string) => {
    memory.makeFolder(path);
  },
  rmdirSync: (path: string) => {
    memory.removeFolder(path);
  },
  unlinkSync: (path: string) => {
    memory.remove(path);
  },
  renameSync: (from: string, to: string) => {
    memory.rename(from, to);
  },
  existsSync: (path: string) => memory.has(path),
  realpathSync: (path: string) => {
    memory.kindOf(path);
    return path;
  },
  lstatSync: (path: string, options?: { readonly throwIfNoEntry?: boolean }) =>
    options?.throwIfNoEntry === false && memory.lacks(path) ? undefined : entryOf(path),
  readdirSync: (path: string, options?: { readonly withFileTypes?: boolean }) => {
    const names = memory.namesIn(path);
    return options?.withFileTypes === true ? names.map((name) => kindAt(`${path}/${name}`, name)) : names;
  },
} satisfies Part;

/** As much of a `Dirent` as is asked for. */
function kindAt(path: string, name: string) {
  const kind = memory.kindOf(path);
  return {
    name,
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'folder',
    isSymbolicLink: () => false,
  };
}

/** As much of `Stats`: changed just now, so that no publish takes it for settled. */
function entryOf(path: string) {
  const kind = kindAt(path, '');
  const size = kind.isFile() ? memory.bytesOf(path).length : 0;
  return { ...kind, size, ctimeMs: Date.now(), mode: kind.isFile() ? 0o100644 : 0o40755 };
}

/** `node:fs` with a folder in memory: what is neither below it nor opened from there is left to the system. */
export function mounted(real: typeof fs): typeof fs {
  const both: Part = {};
  for (const [name, ours] of Object.entries<(...args: never[]) => unknown>(inMemory)) {
    const theirs: unknown = Reflect.get(real, name);
    if (typeof theirs !== 'function') throw new Error(`node:fs has no ${name}`);
    both[name] = (...args: never[]) => {
      const call: unknown = Reflect.apply(isOurs(args[0]) ? ours : theirs, real, args);
      return call;
    };
  }
  return { ...real, ...both };
}

function isOurs(target: unknown): boolean {
  if (typeof target === 'number') return memory.isOpen(target);
  return typeof target === 'string' && (target === MEMORY || target.startsWith(`${MEMORY}/`));
}
