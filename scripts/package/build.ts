// Compiles the package into build/ and copies the data that the compiler leaves behind.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const BUILD = join(ROOT, 'build');

/** Data is read at run time beside the code, under the same relative path as in the sources. */
const DATA = ['lib/imports/data'];

function main(): void {
  rmSync(BUILD, { recursive: true, force: true });
  const compiler = require.resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) {
    process.exitCode = 1;
    return;
  }
  for (const folder of DATA) {
    if (!statSync(join(ROOT, folder)).isDirectory()) throw new Error(`${folder} is no folder.`);
    cpSync(join(ROOT, folder), join(BUILD, folder), { recursive: true });
  }
}

main();
