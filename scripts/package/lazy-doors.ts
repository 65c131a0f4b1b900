// Makes the compiled folders' doors late: a name is loaded when it is first asked for, not with the whole door.
//
// A door is an index.ts that only re-exports, so that loading it has no other effect and can wait.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** One `export ... from` of a door. */
interface ReExport {
  /** Module specifier, as written. */
  readonly from: string;
  /** Exported name to the name in that module; undefined for `export *`. */
  readonly names: ReadonlyMap<string, string> | undefined;
}

/** Where a name of a door comes from. */
export interface LateName {
  readonly name: string;
  readonly from: string;
  readonly original: string;
}

/** What a door re-exports; undefined when the file does anything else. */
export function reExports(source: string): readonly ReExport[] | undefined {
  const found: ReExport[] = [];
  for (const statement of ts.createSourceFile('index.ts', source, ts.ScriptTarget.Latest).statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return undefined;
    if (!ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
    const clause = statement.exportClause;
    if (clause !== undefined && !ts.isNamedExports(clause)) return undefined;
    const names = clause?.elements.map(({ name, propertyName }) => [name.text, (propertyName ?? name).text] as const);
    found.push({ from: statement.moduleSpecifier.text, names: names && new Map(names) });
  }
  return found;
}

/**
 * Where each name comes from.
 *
 * @param names - the names that the door has at run time; types have none
 * @param namesOf - names at run time of a module that the door re-exports whole
 */
export function lateNames(
  door: readonly ReExport[],
  names: readonly string[],
  namesOf: (from: string) => readonly string[],
): readonly LateName[] {
  return names.map((name) => {
    const source = door.find(({ from, names: listed }) => listed?.has(name) ?? namesOf(from).includes(name));
    if (source === undefined) throw new Error(`No re-export brings ${name}.`);
    return { name, from: source.from, original: source.names?.get(name) ?? name };
  });
}

/** Text of a door that loads each name when it is first read. */
export function lateDoor(names: readonly LateName[]): string {
  const lines = names.map(
    ({ name, from, original }) => `late(${JSON.stringify(name)}, () => require(${JSON.stringify(from)}).${original});`,
  );
  return `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
function late(name, load) {
    Object.defineProperty(exports, name, { enumerable: true, configurable: true, get() {
        const value = load();
        Object.defineProperty(exports, name, { enumerable: true, value });
        return value;
    } });
}
${lines.join('\n')}
// Never runs: Node reads the names from this line when an ES module imports this one.
0 && (module.exports = { ${names.map(({ name }) => name).join(', ')} });
`;
}

/** Rewrites each compiled door in `build`; the sources stand in `root`. Returns how many. */
export function makeDoorsLate(root: string, build: string, compiled: readonly string[]): number {
  const texts = new Map<string, string>();
  for (const file of compiled) {
    const source = join(root, relative(build, file)).replace(/\.js$/, '.ts');
    const door = reExports(readFileSync(source, 'utf8'));
    if (door === undefined) continue;
    const namesOf = (from: string): readonly string[] => Object.keys(load(join(dirname(file), from)));
    texts.set(file, lateDoor(lateNames(door, Object.keys(load(file)), namesOf)));
  }
  // Written last: a door must be read whole while its names are collected.
  for (const [file, text] of texts) writeFileSync(file, text);
  return texts.size;
}

function load(file: string): Readonly<Record<string, unknown>> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the compiled file exists only now
  return require(file) as Readonly<Record<string, unknown>>;
}
