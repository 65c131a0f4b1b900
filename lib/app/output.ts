import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What writing did. */
export interface WriteReport {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
}

/** Directories whose every file is made here, so that a file no longer made is stale. */
const OWNED = ['clusters', 'manifests'];

/**
 * Writes files below a directory. A file that already has the text is not touched, and stale files in the directories
 * that synth owns are removed.
 *
 * @param outdir - output directory
 * @param files - path below it, with `/`, and content
 * @param ownsTree - whether a cluster was written, so that `clusters/` and `manifests/` are ours
 */
export function writeFiles(
  outdir: string,
  files: readonly (readonly [path: string, text: string | Buffer])[],
  ownsTree: boolean,
): WriteReport {
  const fresh = mkdirSync(outdir, { recursive: true }) !== undefined;
  const made = new Set<string>();
  let written = 0;
  for (const [path, text] of files) {
    const target = join(outdir, path);
    const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
    if (!fresh && isSame(target, bytes)) continue;
    const directory = dirname(target);
    if (!made.has(directory)) mkdirSync(directory, { recursive: true });
    made.add(directory);
    writeFileSync(target, bytes);
    written++;
  }
  const removed = fresh || !ownsTree ? 0 : removeStale(outdir, new Set(files.map(([path]) => path)));
  return { written, unchanged: files.length - written, removed };
}

function isSame(target: string, bytes: Buffer): boolean {
  const stat = statSync(target, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size !== bytes.length) return false;
  return readFileSync(target).equals(bytes);
}

function removeStale(outdir: string, kept: ReadonlySet<string>): number {
  let removed = 0;
  const clean = (directory: string): boolean => {
    let left = 0;
    for (const entry of readdirSync(join(outdir, directory), { withFileTypes: true })) {
      const path = `${directory}/${entry.name}`;
      if (entry.isDirectory()) left += clean(path) ? 1 : 0;
      else if (kept.has(path)) left++;
      else {
        rmSync(join(outdir, path));
        removed++;
      }
    }
    if (left === 0) rmdirSync(join(outdir, directory));
    return left > 0;
  };
  for (const directory of OWNED) if (existsSync(join(outdir, directory))) clean(directory);
  return removed;
}
