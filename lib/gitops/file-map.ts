import { MeshError } from '../model/index.js';

/** What files are claimed with. */
export interface FileClaims {
  /** Claims a file: its path below the output directory, its content, and who claims it. */
  add(path: string, text: string, owner: string): void;
}

/** Files to be written, by path with `/`; each path has one owner, also on a disk that ignores case. */
export class FileMap implements FileClaims {
  private readonly files = new Map<string, string>();
  private readonly owners = new Map<string, string>();

  /**
   * Claims a file.
   *
   * @param path - path below the output directory
   * @param text - content
   * @param owner - construct or object that claims the file
   */
  add(path: string, text: string, owner: string): void {
    const folded = path.toLowerCase();
    const before = this.owners.get(folded);
    if (before !== undefined) throw claimedTwice(path, before, owner);
    this.owners.set(folded, owner);
    this.files.set(path, text);
  }

  /** Claims a file that others may claim too, all with the same text. */
  share(path: string, text: string, owner: string): void {
    if (this.files.get(path) !== text) this.add(path, text, owner);
  }

  /** The same files for what several clusters share. */
  sharing(): FileClaims {
    return {
      add: (path, text, owner) => {
        this.share(path, text, owner);
      },
    };
  }

  /** Files sorted by path. */
  entries(): readonly (readonly [path: string, text: string])[] {
    return [...this.files].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

function claimedTwice(path: string, before: string, owner: string): MeshError {
  return new MeshError({
    code: 'TM2006',
    where: owner,
    what: `file "${path}" is also claimed by ${before}`,
    remedy: 'Give one of the two another name; names must differ by more than case.',
  });
}
