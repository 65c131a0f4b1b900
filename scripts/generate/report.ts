import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readData, type Data } from './data.js';
import { compare } from './report/compare.js';
import { markdown } from './report/markdown.js';

const DATA = 'lib/imports/data';

/** What changed in the kinds of a project since another copy of its data, or since its last commit. */
export function report(root: string, from: string | undefined): string {
  const before = from === undefined ? committed(root) : readData(from);
  return markdown(compare(before, readData(join(root, DATA))));
}

/** The data as the last commit holds it. */
function committed(root: string): Data {
  const folder = mkdtempSync(join(tmpdir(), 'kinds-'));
  try {
    const archive = execFileSync('git', ['archive', 'HEAD', DATA], { cwd: root, maxBuffer: 2 ** 28 });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    return readData(join(folder, DATA));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
