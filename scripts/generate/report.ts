import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readData, type Data } from './data.js';
import { compare } from './report/compare.js';
import { markdown } from './report/markdown.js';

const DATA = 'lib/imports/data';

/** The data as the last commit holds it. */
function committed(): Data {
  const folder = mkdtempSync(join(tmpdir(), 'kinds-'));
  try {
    const archive = execFileSync('git', ['archive', 'HEAD', DATA], { maxBuffer: 2 ** 28 });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    return readData(join(folder, DATA));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { from } = parseArgs({ options: { from: { type: 'string' } } }).values;
process.stdout.write(markdown(compare(from === undefined ? committed() : readData(from), readData(DATA))));
