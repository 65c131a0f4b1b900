import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// `npm run test:cluster -- --bin DIR` uses ready programs; every other argument goes to jest.
const { values, tokens } = parseArgs({
  args: process.argv.slice(2),
  options: { bin: { type: 'string' } },
  strict: false,
  tokens: true,
});
const bin = typeof values.bin === 'string' ? values.bin : undefined;
const kept = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind === 'option' && token.name !== 'bin') {
    return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
  }
  return [];
});
const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
const { status } = spawnSync(process.execPath, [jest, '--config', join(__dirname, 'jest.config.cjs'), ...kept], {
  env: { ...process.env, ...(bin === undefined ? {} : { TENANT_MESH_BIN: bin }) },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
