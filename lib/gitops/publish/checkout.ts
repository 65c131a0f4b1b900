import { lstatSync, readdirSync, realpathSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { MeshError, type Problem } from '../../model/index.js';
import { systemCode, type Problems } from './problems.js';
import { caseClash, readBytes } from './tree.js';

/** What stands at a path. */
export type Place = 'nothing' | 'file' | 'folder' | 'link' | 'special';

/** A checkout as it was found: each folder is listed once. */
export class Checkout {
  /** The folder itself, without symbolic links. */
  readonly root: string;
  private readonly folders = new Map<string, ReadonlyMap<string, Dirent> | undefined>();
  private readonly folded = new Map<string, ReadonlyMap<string, string>>();
  private readonly modes = new Map<string, number>();
  /** Folders in which a file may be written, as far as they and those above are concerned. */
  private readonly sound = new Set<string>();
  /** Paths come sorted, so the folder asked about last is mostly the next one, too. */
  private lastFolder = '';
  private lastIsFolder = true;

  /** @param path - path of the checkout */
  constructor(path: string) {
    this.root = rootOf(path);
  }

  /** What stands at a path; nothing where a folder above is no folder. */
  at(path: string): Place {
    const { folder, name } = split(path);
    return placeOf(this.entries(folder)?.get(name));
  }

  /** Whether the folder of a path is one, and not a link; it is not listed. */
  hasFolderOf(path: string): boolean {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(slash, 0));
    if (folder !== this.lastFolder) {
      this.lastFolder = folder;
      this.lastIsFolder = folder === '' || this.at(folder) === 'folder';
    }
    return this.lastIsFolder;
  }

  /** Bytes of the file at a path. */
  read(path: string): Buffer {
    return readBytes(join(this.root, path));
  }

  /** Names in a folder; none where there is no such folder. */
  names(folder: string): readonly string[] {
    return [...(this.entries(folder)?.keys() ?? [])];
  }

  /** Permission bits of a file or folder. */
  mode(path: string): number {
    let mode = this.modes.get(path);
    if (mode === undefined) this.modes.set(path, (mode = lstatSync(join(this.root, path)).mode));
    return mode;
  }

  /**
   * Finds what keeps a file from being written or removed: links, read-only places, other spellings.
   *
   * @param path - the file
   * @param isGoing - whether this publish removes a path that stands in the way
   */
  check(path: string, isGoing: (path: string) => boolean, problems: Problems): void {
    const parts = path.split('/');
    const isSound = this.sound.has(split(path).folder);
    for (let at = isSound ? parts.length : 1; at <= parts.length; at++) {
      const here = parts.slice(0, at).join('/');
      const place = this.at(here);
      const problem =
        place === 'nothing' ? this.clashAt(here, isGoing) : this.problemAt(here, place, at < parts.length, isGoing);
      if (problem !== undefined) problems.add(problem);
      if (problem !== undefined || place === 'nothing') return;
      if (at < parts.length && place === 'folder') this.sound.add(here);
    }
  }

  private clashAt(path: string, isGoing: (path: string) => boolean): Problem | undefined {
    const other = this.otherSpelling(path);
    return other === undefined || this.isGoing(other, this.at(other), isGoing) ? undefined : caseClash(path, other);
  }

  private problemAt(
    path: string,
    place: Exclude<Place, 'nothing'>,
    above: boolean,
    isGoing: (path: string) => boolean,
  ): Problem | undefined {
    if (place === 'link') return linkInTheWay(path);
    const wanted = above ? 'folder' : 'file';
    if (place !== wanted && !this.isGoing(path, place, isGoing)) return otherKind(path, wanted);
    return (this.mode(path) & 0o200) === 0 ? readOnly(path) : undefined;
  }

  /** Whether nothing will be left of what stands at a path. */
  private isGoing(path: string, place: Place, isGoing: (path: string) => boolean): boolean {
    if (place !== 'folder') return isGoing(path);
    return this.names(path).every((name) => this.isGoing(`${path}/${name}`, this.at(`${path}/${name}`), isGoing));
  }

  private otherSpelling(path: string): string | undefined {
    const { folder, name } = split(path);
    let names = this.folded.get(folder);
    if (names === undefined) {
      names = new Map(this.names(folder).map((known) => [known.toLowerCase(), known]));
      this.folded.set(folder, names);
    }
    const other = names.get(name.toLowerCase());
    return other === undefined ? undefined : folder === '' ? other : `${folder}/${other}`;
  }

  private entries(folder: string): ReadonlyMap<string, Dirent> | undefined {
    if (this.folders.has(folder)) return this.folders.get(folder);
    const isFolder = folder === '' || this.at(folder) === 'folder';
    const entries = isFolder ? listed(join(this.root, folder)) : undefined;
    this.folders.set(folder, entries);
    return entries;
  }
}

/** A path as the folder above and the name in it. */
export function split(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

function listed(path: string): ReadonlyMap<string, Dirent> {
  return new Map(readdirSync(path, { withFileTypes: true }).map((entry) => [entry.name, entry]));
}

function placeOf(entry: Dirent | undefined): Place {
  if (entry === undefined) return 'nothing';
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
}

function rootOf(path: string): string {
  try {
    const root = realpathSync(path);
    if (lstatSync(root).isDirectory()) return root;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') throw error;
  }
  throw new MeshError({
    code: 'TM5114',
    where: path,
    what: 'the checkout is not there, or is no folder',
    remedy: 'Give the folder of a clone of the repository.',
  });
}

function linkInTheWay(path: string): Problem {
  return {
    code: 'TM5103',
    where: path,
    what: 'a symbolic link stands where the publish would write, and it may lead anywhere',
    remedy: 'Put a plain file or folder there, or remove the link.',
  };
}

function otherKind(path: string, wanted: 'file' | 'folder'): Problem {
  return {
    code: 'TM5112',
    where: path,
    what: `a ${wanted} must be here, and something else is`,
    remedy: 'Move it away; publish removes only what it wrote itself.',
  };
}

function readOnly(path: string): Problem {
  return {
    code: 'TM5106',
    where: path,
    what: 'it is read-only, so somebody wants it left as it is',
    remedy: 'Make it writable with `chmod u+w`, or leave it out of the tree.',
  };
}
