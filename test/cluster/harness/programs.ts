import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { compile, digestOf, pinnedVersion, requireGo } from './compile.js';
import { wantedParts, type Part } from './parts.js';

/** Variables that point at a folder of ready programs; the first one set is used. */
export const FOLDER_VARIABLES = ['TENANT_MESH_BIN', 'KUBEBUILDER_ASSETS'] as const;

/** Programs without which no bench starts. */
export const NEEDED = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;

/** Folder of the programs: a ready one, or links to those built from the Go modules and kept in the cache. */
export function programFolder(say: (line: string) => void): string {
  for (const variable of FOLDER_VARIABLES) {
    const folder = process.env[variable];
    if (folder !== undefined && folder !== '') return readyFolder(folder, variable);
  }
  const parts = wantedParts();
  const built = parts.map((part) => ({ part, file: programFile(part) }));
  const missing = built.filter(({ file }) => !existsSync(file));
  if (missing.length > 0) requireGo(NEEDED);
  for (const { part, file } of missing) build(part, file, say);
  const folder = join(cacheRoot(), 'sets', digestOf(parts));
  if (!existsSync(folder)) link(built, folder);
  say(`Programs of the bench: ${folder}`);
  return folder;
}

/** A program in a folder of programs. */
export function programIn(folder: string, name: string): string {
  const file = join(folder, name);
  if (!existsSync(file)) throw new Error(`${folder} holds no ${name}, which this test runs.`);
  return file;
}

function readyFolder(folder: string, variable: string): string {
  const missing = NEEDED.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return folder;
  throw new Error(`${variable} names ${folder}, where ${missing.join(', ')} is missing. Name a folder that holds it.`);
}

/** Folder of all that the bench keeps between runs. */
export function cacheRoot(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tenant-mesh', 'cluster');
}

/** A program's own digest decides, so that a change to one part builds no other. */
function programFile(part: Part): string {
  return join(cacheRoot(), 'programs', `${part.name}-${digestOf([part])}`, part.name);
}

function build(part: Part, file: string, say: (line: string) => void): void {
  const folder = dirname(file);
  say(`Building ${[part.name, pinnedVersion(part)].join(' ').trim()}; the first time this can take minutes.`);
  const start = Date.now();
  keep(folder, (work) => {
    compile(part, join(work, part.name));
  });
  say(`Built ${part.name} in ${Math.round((Date.now() - start) / 1000)} s.`);
}

/** Links that hold wherever the cache is, since it may be restored elsewhere. */
function link(built: readonly { readonly part: Part; readonly file: string }[], folder: string): void {
  keep(folder, (work) => {
    for (const { part, file } of built) {
      for (const name of new Set([part.name, ...(part.roles ?? [])]))
        symlinkSync(relative(work, file), join(work, name));
    }
  });
}

/** Fills a folder aside and puts it in place whole. Of two benches that do so at once, the first one's is used. */
export function keep(folder: string, fill: (work: string) => void): void {
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    fill(work);
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
