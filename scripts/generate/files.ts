import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How the files on disk differ from those that the generator makes. */
export interface Difference {
  /** Files that are missing or hold another text. */
  readonly stale: readonly string[];
  /** Files of kinds that are no longer there. */
  readonly gone: readonly string[];
}

/** Compares the files below a root with the generated ones. */
export function difference(root: string, files: ReadonlyMap<string, string>): Difference {
  const stale = [...files]
    .filter(([file, text]) => !existsSync(join(root, file)) || readFileSync(join(root, file), 'utf8') !== text)
    .map(([file]) => file);
  return { stale, gone: moduleFiles(root).filter((file) => !files.has(file)) };
}

/** Makes the files below a root equal to the generated ones. */
export function update(root: string, files: ReadonlyMap<string, string>): Difference {
  const found = difference(root, files);
  for (const file of found.gone) rmSync(join(root, file));
  for (const file of found.stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), files.get(file) ?? '');
  }
  return found;
}

/** The files in the folders of systems; all of them are generated. */
function moduleFiles(root: string): string[] {
  const imports = join(root, 'lib/imports');
  if (!existsSync(imports)) return [];
  return readdirSync(imports, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'data')
    .flatMap((entry) => readdirSync(join(imports, entry.name)).map((file) => `lib/imports/${entry.name}/${file}`));
}
