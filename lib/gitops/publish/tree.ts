import { closeSync, fstatSync, openSync, readSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { MeshError } from '../../model/index.js';
import { compare } from '../../manifest/index.js';
import { systemCode, type Problems } from './problems.js';

/** Folder of the checkout that holds the inventory, the journal and the lock. */
export const STATE_FOLDER = '.tenant-mesh';

/** A buffer that serves every file in turn, which halves the time of reading many small ones. */
class FileReader {
  private buffer: Buffer = Buffer.allocUnsafe(1 << 16);

  /** Bytes of a file, until the next one is read. */
  read(path: string): Buffer {
    const file = openSync(path, 'r');
    try {
      let length = 0;
      for (;;) {
        if (length === this.buffer.length) this.grow(fstatSync(file).size);
        const room = this.buffer.length - length;
        const read = readSync(file, this.buffer, length, room, null);
        length += read;
        // A regular file gives less than asked for only at its end.
        if (read < room) return this.buffer.subarray(0, length);
      }
    } finally {
      closeSync(file);
    }
  }

  private grow(size: number): void {
    const large = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, size + 1));
    this.buffer.copy(large);
    this.buffer = large;
  }
}

const one = new FileReader();
const other = new FileReader();

/** Bytes of a file. */
export function readBytes(path: string): Buffer {
  return Buffer.from(one.read(path));
}

/** Bytes of a file where another file holds the same ones, until the next files are read; undefined where it does not. */
export function readIfSame(path: string, otherPath: string): Buffer | undefined {
  const bytes = one.read(path);
  return bytes.equals(other.read(otherPath)) ? bytes : undefined;
}

/** Bytes of a file, or undefined where there is none. */
export function readBytesIfThere(path: string): Buffer | undefined {
  try {
    return readBytes(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Paths of the files to publish, sorted, with `/`. What cannot be published is a problem. */
export function listTree(root: string, problems: Problems): readonly string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readFolder(join(root, folder), root)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (isReserved(path)) problems.add(reserved(path));
      else if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) found.push(path);
      else problems.add(notPlain(path));
    }
  };
  visit('');
  refuseCaseClashes(found, problems);
  if (found.length === 0) throw emptyTree(root);
  return found.sort(compare);
}

function readFolder(path: string, root: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw emptyTree(root);
  }
}

const RESERVED = new RegExp(`(?:^|/)(?:\\.git|\\${STATE_FOLDER})(?:/|$)`, 'i');

/** Whether a path belongs to Git or to the books of publish, however a file system folds its case. */
export function isReserved(path: string): boolean {
  return RESERVED.test(path);
}

function refuseCaseClashes(paths: readonly string[], problems: Problems): void {
  // Paths in lower case, as synth writes nearly all, differ by more than case; asking so much at once costs nothing.
  const text = paths.join('\n');
  if (text === text.toLowerCase()) return;
  const seen = new Map<string, string>();
  for (const path of paths) {
    const before = seen.get(path.toLowerCase());
    if (before === undefined) seen.set(path.toLowerCase(), path);
    else problems.add(caseClash(path, before));
  }
}

/** Two paths that a disk which ignores case takes for one. */
export function caseClash(path: string, other: string) {
  return {
    code: 'TM5105',
    where: path,
    what: `it differs from "${other}" by case alone, and some disks take the two for one`,
    remedy: 'Give one of them another name.',
  } as const;
}

function reserved(path: string) {
  return {
    code: 'TM5104',
    where: path,
    what: 'the path belongs to Git or to the books of publish',
    remedy: 'Publish the directory that synth wrote, and nothing else.',
  } as const;
}

function notPlain(path: string) {
  return {
    code: 'TM5103',
    where: path,
    what: 'the tree to publish holds a symbolic link or a special file',
    remedy: 'Publish plain files: copy what the link points to.',
  } as const;
}

function emptyTree(root: string): MeshError {
  return new MeshError({
    code: 'TM5114',
    where: root,
    what: 'no file to publish is there, and publishing nothing would remove everything',
    remedy: 'Run `cdk8s synth` first, and give the directory that it wrote.',
  });
}
