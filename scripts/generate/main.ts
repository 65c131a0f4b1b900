import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { adopt, type Origin } from './adopt.js';
import { readData } from './data.js';
import { difference, update, type Difference } from './files.js';
import { outputs } from './outputs.js';
import { compare } from './report/compare.js';
import { markdown } from './report/markdown.js';

const USAGE = `usage: npm run generate                    write the typed kinds from the pinned data
       npm run generate -- --check         exit 1 and list the files that are not what would be written
       npm run generate -- --system SYSTEM --repo OWNER/NAME --ref REF FILE...
                                           replace the CRDs of a system, write the kinds, print a report
`;

const ROOT = process.cwd();
const DATA = join(ROOT, 'lib/imports/data');

function readArguments(): { check: boolean; origin: Partial<Origin>; files: string[] } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      system: { type: 'string' },
      repo: { type: 'string' },
      ref: { type: 'string' },
    },
  });
  const { check, ...origin } = values;
  return { check, origin, files: positionals };
}

function main(): number {
  const { check, origin, files } = readArguments();
  const { system, repo, ref } = origin;
  if (check) return report(difference(ROOT, outputs(readData(DATA))));
  if (files.length === 0 && system === undefined) return write();
  if (files.length === 0 || system === undefined || repo === undefined || ref === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const before = readData(DATA);
  adopt(DATA, { system, repo, ref }, files);
  write();
  process.stdout.write(markdown(compare(before, readData(DATA))));
  return 0;
}

function write(): number {
  const { stale, gone } = update(ROOT, outputs(readData(DATA)));
  process.stderr.write(`${String(stale.length)} files written, ${String(gone.length)} removed\n`);
  return 0;
}

function report({ stale, gone }: Difference): number {
  for (const file of stale) process.stderr.write(`not what the generator makes: ${file}\n`);
  for (const file of gone) process.stderr.write(`no longer generated: ${file}\n`);
  return stale.length + gone.length === 0 ? 0 : 1;
}

process.exitCode = main();
