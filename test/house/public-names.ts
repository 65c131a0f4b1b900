import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { ROOT, filesBelow, parse, read } from './sources.js';

/** Exported names by file; undefined stands for all of them. */
export type PublicNames = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** Front of each room: what it shows to others. Generated kinds and the codes have checks of their own. */
export function fronts(): string[] {
  const all = filesBelow(['lib', 'constructs'], '/index.ts');
  return all.filter((file) => file.split('/').length <= 3 && !file.startsWith('lib/imports/'));
}

/** Names that the given files re-export, by the file that declares them. */
export function publicNames(files: readonly string[]): PublicNames {
  const names = new Map<string, Names>();
  for (const file of files) follow(file, undefined, names);
  return names;
}

type Names = ReadonlySet<string> | undefined;

function follow(file: string, wanted: Names, names: Map<string, Names>): void {
  const before = names.get(file);
  const everything = wanted === undefined || (names.has(file) && before === undefined);
  const after = everything ? undefined : new Set([...(before ?? []), ...wanted]);
  if (names.has(file) && before?.size === after?.size) return;
  names.set(file, after);
  for (const statement of parse(file, read(file)).statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
    const target = targetOf(file, statement.moduleSpecifier);
    if (target !== undefined) follow(target, reexported(statement, wanted), names);
  }
}

function reexported(
  { exportClause }: ts.ExportDeclaration,
  wanted?: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return wanted;
  const passed = exportClause.elements.filter(({ name }) => wanted?.has(name.text) ?? true);
  return new Set(passed.map(({ name, propertyName }) => (propertyName ?? name).text));
}

function targetOf(file: string, specifier: ts.Expression): string | undefined {
  if (!ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(file), specifier.text).replace(/\.js$/, '.ts');
  return existsSync(join(ROOT, target)) && !/^lib\/imports\/[^/]+\//.test(target) ? target : undefined;
}
