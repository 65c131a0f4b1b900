import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What writing did. */
export interface WriteReport {
  /** Files that are new or have changed. */
  readonly written: number;
  /** Files that stand there already with the same text. */
  readonly unchanged: number;
  /** Files of an earlier run that this one does not make. */
  readonly removed: number;
}

/** Directories whose every file is made here, so that a file no longer made is stale. */
const OWNED = ['clusters', 'manifests'];

/** Writes files below an output directory; a file that already has the text is not touched. */
export class Output {
  private readonly fresh: boolean;
  private readonly directories = new Set<string>();
  private readonly paths = new Set<string>();
  private written = 0;
  private removed = 0;

  /** @param outdir - output directory, made if it is not there */
  constructor(private readonly outdir: string) {
    this.fresh = mkdirSync(outdir, { recursive: true }) !== undefined;
  }

  /** Writes one file; `path` is below the output directory, with `/`. */
  write(path: string, text: string): void {
    this.paths.add(path);
    const target = join(this.outdir, path);
    const bytes = Buffer.from(text, 'utf8');
    if (!this.fresh && isSame(target, bytes)) return;
    const directory = dirname(target);
    if (!this.directories.has(directory)) mkdirSync(directory, { recursive: true });
    this.directories.add(directory);
    writeFileSync(target, bytes);
    this.written++;
  }

  /** Removes what an earlier run wrote into `clusters/` and `manifests/` and this one did not. */
  removeStale(): void {
    if (this.fresh) return;
    for (const directory of OWNED) if (existsSync(join(this.outdir, directory))) this.clean(directory);
  }

  /** What was done so far. */
  report(): WriteReport {
    const { written, removed } = this;
    return { written, unchanged: this.paths.size - written, removed };
  }

  private clean(directory: string): boolean {
    let left = 0;
    for (const entry of readdirSync(join(this.outdir, directory), { withFileTypes: true })) {
      const path = `${directory}/${entry.name}`;
      if (entry.isDirectory()) left += this.clean(path) ? 1 : 0;
      else if (this.paths.has(path)) left++;
      else {
        rmSync(join(this.outdir, path));
        this.removed++;
      }
    }
    if (left === 0) rmdirSync(join(this.outdir, directory));
    return left > 0;
  }
}

function isSame(target: string, bytes: Buffer): boolean {
  const stat = statSync(target, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size !== bytes.length) return false;
  return readFileSync(target).equals(bytes);
}
