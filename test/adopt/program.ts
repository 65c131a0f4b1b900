import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Adoption } from '../../lib/adopt/index.js';

/** Folder of the programs that imports wrote; type check, lint and the tests below use them. */
export const GOLDEN = join(__dirname, 'golden');

/** The program with each choice made as its own example says. */
export function decided({ files, choices }: Adoption): ReadonlyMap<string, string> {
  const made = choices.reduce(
    (text, { name, example }) =>
      text.replace(`// Such as ${example}\n  ${name}: undefined`, () => `${name}: ${example}`),
    files.get('choices.ts') ?? '',
  );
  return new Map([...files].map(([path, text]) => [path, path === 'choices.ts' ? made : text]));
}

/** Holds texts to files below the golden folder; `UPDATE_GOLDEN=1` writes them, for the diff to be reviewed. */
export function expectFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = join(GOLDEN, folder, path);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    expect([path, text]).toEqual([path, readFileSync(file, 'utf8')]);
  }
}
