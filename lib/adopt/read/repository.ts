import { lstatSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, posix } from 'node:path';
import { compare } from '../../manifest/index.js';
import { MeshError } from '../../model/index.js';

/** Folders that hold no manifests of their own. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules', '.tenant-mesh']);

/** The files of a repository. Symbolic links are not followed, since they may lead anywhere. */
export class Repository {
  /** Paths of all plain files, with `/`, sorted. */
  readonly files: readonly string[];
  private readonly known: ReadonlySet<string>;
  private readonly folders = new Map<string, readonly string[]>();
  private readonly root: string;

  constructor(root: string) {
    this.root = rootOf(root);
    this.files = [...this.filesBelow('')].sort(compare);
    this.known = new Set(this.files);
  }

  /** Whether a path is a plain file. */
  isFile(path: string): boolean {
    return this.known.has(path);
  }

  /** Whether a path is a folder. */
  isFolder(path: string): boolean {
    return this.folders.has(path);
  }

  /** Names of files and folders in a folder, sorted. */
  names(folder: string): readonly string[] {
    return this.folders.get(folder) ?? [];
  }

  /** Text of a file. */
  text(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  private *filesBelow(folder: string): Generator<string> {
    const entries = readdirSync(join(this.root, folder), { withFileTypes: true });
    const kept = entries.filter((entry) => entry.isFile() || (entry.isDirectory() && !SKIPPED.has(entry.name)));
    this.folders.set(folder, kept.map(({ name }) => name).sort(compare));
    for (const entry of kept) {
      const path = posix.join(folder, entry.name);
      if (entry.isFile()) yield path;
      else yield* this.filesBelow(path);
    }
  }
}

/** A path of the repository that a file names; undefined where it leads out of the repository. */
export function pathWithin(folder: string, name: string): string | undefined {
  const path = posix.normalize(posix.join(folder, name)).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../') || posix.isAbsolute(path)) return undefined;
  return path === '.' ? '' : path;
}

function rootOf(path: string): string {
  try {
    const root = realpathSync(path);
    if (lstatSync(root).isDirectory()) return root;
  } catch {
    // What is not there and what may not be entered are refused alike.
  }
  throw new MeshError({
    code: 'TM5402',
    where: path,
    what: 'the repository is not there, or is no folder',
    remedy: 'Give the folder of a clone.',
  });
}
