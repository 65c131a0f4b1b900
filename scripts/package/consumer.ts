import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder outside the project that has the packed package installed, as a user's project has. */
export interface Consumer {
  /** Root of the project of the user. */
  readonly folder: string;
  /** Files of the package, relative to its root. */
  readonly files: readonly string[];
}

/** What the project of a user has beside the package and what it needs. */
const TOOLS = [
  '@swc/core',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'cdk8s-cli',
  'jest',
  'tsx',
  'typescript',
] as const;

/**
 * Packs the project at `root` and installs the result into an empty project in `folder`.
 *
 * What the package needs is linked from the project, so that no registry takes part.
 */
export function installPacked(root: string, folder: string): Consumer & { readonly archive: string } {
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'tenant-mesh');
  mkdirSync(installed, { recursive: true });
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: root });
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack wrote no archive.');
  execFileSync('tar', ['-xzf', join(folder, name), '-C', installed, '--strip-components=1']);
  for (const dependency of new Set([...neededBy(installed), ...TOOLS])) link(root, modules, dependency);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'commonjs' }));
  return { folder, archive: join(folder, name), files: filesBelow(installed) };
}

function neededBy(installed: string): string[] {
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  return [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
}

function link(root: string, modules: string, dependency: string): void {
  const target = join(modules, dependency);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(root, 'node_modules', dependency), target, 'dir');
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
