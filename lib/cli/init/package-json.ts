import { ownPackage, type OwnPackage } from '../own-package.js';
import type { InitOptions } from './options.js';

/** What a project of a user needs to run, beside the package itself. */
const NEEDED = ['cdk8s', 'cdk8s-plus-28', 'constructs'] as const;
/** What it needs to synthesize, to check types and to test. */
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

/** `package.json` of a new project: the versions that this package is tested with. */
export function packageJson({ name }: InitOptions): string {
  const own = ownPackage();
  const pick = (names: readonly string[]) => names.map((each): [string, string] => [each, versionOf(own, each)]);
  return `${JSON.stringify(
    {
      name,
      version: '0.0.0',
      private: true,
      type: 'commonjs',
      engines: own.engines,
      scripts: {
        synth: 'cdk8s synth --check-upgrade=false',
        test: 'jest',
        typecheck: 'tsc',
        plan: 'tenant-mesh publish dist . --plan',
        publish: 'tenant-mesh publish dist .',
      },
      dependencies: Object.fromEntries([...pick(NEEDED), [own.name, own.version]]),
      devDependencies: Object.fromEntries(pick(TOOLS)),
    },
    null,
    2,
  )}\n`;
}

function versionOf(own: OwnPackage, name: string): string {
  const version = own.devDependencies[name];
  if (version === undefined) throw new Error(`package.json of tenant-mesh names no version of ${name}.`);
  return version;
}

/** The name of the folder, as npm allows it. */
export function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '');
  return name === '' ? 'fleet' : name;
}
