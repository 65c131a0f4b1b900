import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { adopt } from './adopt.js';
import { readData } from './data.js';
import { difference, update, type Difference } from './files.js';
import { outputs } from './outputs.js';
import { compare } from './report/compare.js';
import { markdown } from './report/markdown.js';
import { report } from './report.js';

const USAGE = `usage: npm run generate                    write the typed kinds from the pinned data
       npm run generate -- --check         exit 1 and list the files that are not what would be written
       npm run generate -- --system SYSTEM --repo OWNER/NAME --ref REF FILE...
                                           replace the CRDs of a system, write the kinds, print a report
       npm run generate -- --report [--from DIR]
                                           print what changed since the last commit, or since the data in DIR
`;

/** What a run has to say, and its exit code. */
export interface Result {
  readonly code: number;
  /** For standard output. */
  readonly out: string;
  /** For standard error. */
  readonly err: string;
}

/** Runs the generator on the project below a root. */
export function run(root: string, args: readonly string[]): Result {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
      from: { type: 'string' },
      system: { type: 'string' },
      repo: { type: 'string' },
      ref: { type: 'string' },
    },
  });
  const { check, system, repo, ref } = values;
  const data = join(root, 'lib/imports/data');
  if (check) return checked(difference(root, outputs(readData(data))));
  if (values.report) return { code: 0, out: report(root, values.from), err: '' };
  if (positionals.length === 0 && system === undefined) return { code: 0, out: '', err: write(root, data) };
  if (positionals.length === 0 || system === undefined || repo === undefined || ref === undefined) {
    return { code: 2, out: '', err: USAGE };
  }
  const before = readData(data);
  adopt(data, { system, repo, ref }, positionals);
  return { code: 0, err: write(root, data), out: markdown(compare(before, readData(data))) };
}

function write(root: string, data: string): string {
  const { stale, gone } = update(root, outputs(readData(data)));
  return `${String(stale.length)} files written, ${String(gone.length)} removed\n`;
}

function checked({ stale, gone }: Difference): Result {
  const lines = [
    ...stale.map((file) => `not what the generator makes: ${file}\n`),
    ...gone.map((file) => `no longer generated: ${file}\n`),
  ];
  return { code: lines.length === 0 ? 0 : 1, out: '', err: lines.join('') };
}
