import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Part } from './parts.js';

const MODULES = join(__dirname, '../go');

/** Digest of all that decides what programs do: their sources, the pinned modules, what is stamped into them. */
export function digestOf(parts: readonly Part[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(`\0${JSON.stringify(part)}\0`);
    const folder = join(MODULES, part.module);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(`\0${relative(folder, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Fails where there is no Go, and says what else can be done. */
export function requireGo(needed: readonly string[]): void {
  if (spawnSync('go', ['version'], { env: process.env }).status === 0) return;
  throw new Error(
    'The bench builds its programs with Go, and there is none on the PATH. Install Go 1.26 or newer, or name a folder ' +
      `with ${needed.join(', ')}: npm run test:cluster -- --bin DIR, or KUBEBUILDER_ASSETS=DIR.`,
  );
}

/** Builds a program from its pinned module into a file. */
export function compile({ name, module, versions = 'go.mod', target, stamp = {} }: Part, file: string): void {
  const values = Object.entries(stamp).map(([path, value]) => `-X ${path}=${value}`);
  const flags = [
    '-mod=readonly',
    `-modfile=${versions}`,
    '-trimpath',
    '-p',
    '2',
    // Nobody debugs these programs; with the sparing collector below it takes a sixth off their compilation.
    '-gcflags=all=-dwarf=false',
    '-ldflags',
    ['-s', '-w', ...values].join(' '),
  ];
  const { status, error } = spawnSync('go', ['build', ...flags, '-o', file, target], {
    cwd: join(MODULES, module),
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOGC: '400' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`go build of ${name} failed`, { cause: error });
}

/** Version of a module that the module of a part pins. */
export function pinnedVersion({ module, versions: file = 'go.mod', upstream }: Part): string | undefined {
  if (upstream === undefined) return undefined;
  const text = readFileSync(join(MODULES, module, file), 'utf8');
  const versions = text.split('\n').flatMap((line) => {
    const words = line
      .trim()
      .replace(/^(require|replace) /, '')
      .split(/\s+/);
    return words[0] === upstream ? [words[1] === '=>' ? words[3] : words[1]] : [];
  });
  return versions[0]?.replace(/^v/, '');
}
