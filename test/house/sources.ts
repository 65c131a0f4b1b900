import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

/** Root of the project. */
export const ROOT = resolve(__dirname, '../..');

/** Files below the folders, from the root of the project, sorted. */
export function filesBelow(folders: readonly string[], ending: string): string[] {
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules/'))
    .sort();
}

/** Text of a file of the project. */
export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Hand-written sources of the library. */
export function librarySources(): string[] {
  return filesBelow(['lib', 'constructs'], '.ts').filter((file) => !/^lib\/imports\/[^/]+\//.test(file));
}

/** Syntax of a text, with parents and comments. */
export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
}
