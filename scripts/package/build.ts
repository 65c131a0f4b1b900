// Compiles the package into build/ and copies the data that the compiler leaves behind.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { makeDoorsLate } from './lazy-doors.js';

const ROOT = resolve(__dirname, '../..');
const BUILD = join(ROOT, 'build');

/** Data that is read at run time, or by users, under the same relative path as in the sources. */
const DATA = ['lib/imports/data', 'lib/cli/init/template', 'lib/cli/schemas'];

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
  makeDoorsLate(ROOT, BUILD, doors());
}

/** Every compiled index.js, outermost or not. */
function doors(): readonly string[] {
  return readdirSync(BUILD, { recursive: true, encoding: 'utf8' })
    .filter((path) => path === 'index.js' || path.endsWith(`${sep}index.js`))
    .map((path) => join(BUILD, path));
}

main();
