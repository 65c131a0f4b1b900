import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readData } from './data.js';
import { outputs } from './outputs.js';

const HAND_WRITTEN = new Set(['data']);

/** Files below the folders of systems that the generator does not make: left over from a kind that went. */
function leftOver(root: string, files: ReadonlyMap<string, string>): string[] {
  const imports = join(root, 'lib/imports');
  return readdirSync(imports, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !HAND_WRITTEN.has(entry.name))
    .flatMap((entry) => readdirSync(join(imports, entry.name)).map((file) => `lib/imports/${entry.name}/${file}`))
    .filter((file) => !files.has(file));
}

function stale(root: string, files: ReadonlyMap<string, string>): string[] {
  return [...files]
    .filter(([file, text]) => !existsSync(join(root, file)) || readFileSync(join(root, file), 'utf8') !== text)
    .map(([file]) => file);
}

function main(root: string, check: boolean): number {
  const files = outputs(readData(join(root, 'lib/imports/data')));
  const changed = stale(root, files);
  const gone = leftOver(root, files);
  if (check) {
    for (const file of [...changed, ...gone]) console.error(`stale: ${file}`);
    return changed.length + gone.length === 0 ? 0 : 1;
  }
  for (const file of gone) rmSync(join(root, file));
  for (const file of changed) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), files.get(file) ?? '');
  }
  console.log(`${String(files.size)} files, ${String(changed.length)} written, ${String(gone.length)} removed`);
  return 0;
}

process.exitCode = main(process.cwd(), process.argv.includes('--check'));
