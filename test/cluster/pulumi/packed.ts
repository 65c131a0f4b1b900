import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';
import { installPacked } from '../../../scripts/package/consumer.js';

const ROOT = join(__dirname, '../../..');
const SOURCES = ['constructs', 'lib'] as const;
/** Sources that are data of the package. */
const TEMPLATE = join('cli', 'init', 'template');

/**
 * Installs the package, packed, into an empty project. It is compiled aside, without its types and with doors
 * that load at once, since other steps of a run may be building the project at the same time.
 */
export function installAside(folder: string): void {
  const [aside, project] = ['package', 'project'].map((name) => join(folder, name)) as [string, string];
  const build = join(aside, 'build');
  for (const source of SOURCES) compileAll(source, build);
  for (const file of ['package.json', 'CHANGELOG.md', 'README.md', 'LICENSE'])
    cpSync(join(ROOT, file), join(aside, file));
  symlinkSync(join(ROOT, 'node_modules'), join(aside, 'node_modules'), 'dir');
  mkdirSync(project);
  installPacked(aside, project);
}

function compileAll(source: string, build: string): void {
  for (const file of filesOf(join(ROOT, source))) {
    const from = join(ROOT, source, file);
    const isData = !file.endsWith('.ts') || file.startsWith(TEMPLATE);
    const to = join(build, source, isData ? file : file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    if (isData) cpSync(from, to);
    else writeFileSync(to, compiled(readFileSync(from, 'utf8')));
  }
}

function compiled(text: string): string {
  return transformSync(text, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    swcrc: false,
  }).code;
}

function filesOf(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
