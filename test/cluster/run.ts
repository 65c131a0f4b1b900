import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LINES_VARIABLE } from './harness/parts.js';
import { FOLDER_VARIABLES, programFolder } from './harness/programs.js';
import { ROWS_VARIABLE } from './harness/tally.js';
import { UPDATE_VARIABLE } from './report/reporter.js';

const OWN = { bin: { type: 'string' }, 'update-report': { type: 'boolean' } } as const;

// `npm run test:cluster -- --bin DIR` uses ready programs; `--update-report` writes the committed report anew; every other
// argument goes to jest.
const { values, tokens } = parseArgs({
  args: process.argv.slice(2),
  options: OWN,
  strict: false,
  tokens: true,
});
if (typeof values.bin === 'string') process.env[FOLDER_VARIABLES[0]] = values.bin;
if (values['update-report'] === true) process.env[UPDATE_VARIABLE] = '1';
const kept = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind === 'option' && !(token.name in OWN)) {
    return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
  }
  return [];
});

// Who names tests wants an answer soon: the programs of other lines are built for their own tests, or for all.
const named = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
if (named.length > 0 && !named.some((name) => name.includes('lines'))) process.env[LINES_VARIABLE] ??= '0';

// The programs are built out here, where the network is; the tests run where there is loopback alone.
const folder = programFolder((line) => process.stderr.write(`${line}\n`));
const isolate = join(folder, 'isolate');
const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
const command = [process.execPath, jest, '--config', join(__dirname, 'jest.config.cjs'), ...kept];
const [file = '', ...args] = existsSync(isolate) ? [isolate, ...command] : command;
const rows = mkdtempSync(join(tmpdir(), 'tenant-mesh-rows-'));
process.env[ROWS_VARIABLE] = join(rows, 'rows.jsonl');
const { status } = spawnSync(file, args, { env: process.env, stdio: 'inherit' });
rmSync(rows, { recursive: true, force: true });
process.exitCode = status ?? 1;
