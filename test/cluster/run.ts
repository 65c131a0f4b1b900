import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FOLDER_VARIABLES, programFolder } from './harness/programs.js';

// `npm run test:cluster -- --bin DIR` uses ready programs; every other argument goes to jest.
const { values, tokens } = parseArgs({
  args: process.argv.slice(2),
  options: { bin: { type: 'string' } },
  strict: false,
  tokens: true,
});
if (typeof values.bin === 'string') process.env[FOLDER_VARIABLES[0]] = values.bin;
const kept = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind === 'option' && token.name !== 'bin') {
    return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
  }
  return [];
});

// The programs are built out here, where the network is; the tests run where there is loopback alone.
const folder = programFolder((line) => process.stderr.write(`${line}\n`));
const isolate = join(folder, 'isolate');
const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
const command = [process.execPath, jest, '--config', join(__dirname, 'jest.config.cjs'), ...kept];
const [file = '', ...args] = existsSync(isolate) ? [isolate, ...command] : command;
const { status } = spawnSync(file, args, { env: process.env, stdio: 'inherit' });
process.exitCode = status ?? 1;
