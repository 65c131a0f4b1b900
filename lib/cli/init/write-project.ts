import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MeshError, reasonOf } from '../../model/index.js';

/** What may be there before: the repository was made first, or somebody wrote down why it exists. */
const HARMLESS: ReadonlySet<string> = new Set(['.git', 'LICENSE']);

/** Writes the files of a new project into a folder that holds nothing yet; otherwise nothing is written. */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  refuseUsed(folder);
  makeFolder(resolve(folder));
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  }
}

function refuseUsed(folder: string): void {
  if (!existsSync(folder)) return;
  const found = statSync(folder).isDirectory() ? readdirSync(folder).filter((name) => !HARMLESS.has(name)) : [folder];
  if (found.length === 0) return;
  throw new MeshError({
    code: 'TM5401',
    where: folder,
    what: `a new project needs a folder of its own, and this one holds ${found.slice(0, 3).join(', ')}`,
    remedy: 'Give the path of a folder that is empty or does not exist.',
  });
}

/** Makes a folder and those above it, one after another: to make them all at once never ends in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    throw new MeshError({
      code: 'TM5404',
      where: folder,
      what: `the folder cannot be made: ${reasonOf(error)}`,
      remedy: 'Give a path where you may make a folder.',
    });
  }
}
