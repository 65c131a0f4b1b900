import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE, type InitCi, type InitOptions } from './options.js';
import { packageJson } from './package-json.js';

/** A working project for bare metal: `.gitignore` would not be packed, and a second `tsconfig.json` would hide ours. */
const TEMPLATE = join(__dirname, 'template');
const COMMON: Readonly<Record<string, string>> = {
  'README.md': 'README.md',
  'cdk8s.yaml': 'cdk8s.yaml',
  gitignore: '.gitignore',
  'jest.config.cjs': 'jest.config.cjs',
  'main.ts': 'main.ts',
  'tenants.ts': 'tenants.ts',
  'test/cluster.test.ts': 'test/cluster.test.ts',
  'project.tsconfig.json': 'tsconfig.json',
};
const WORKFLOWS: Readonly<Record<InitCi, readonly [from: string, to: string]>> = {
  github: ['github.yaml', '.github/workflows/fleet.yaml'],
  gitlab: ['gitlab.yaml', '.gitlab-ci.yml'],
};

/** Files of a new project, by path. */
export function projectFiles(options: InitOptions): ReadonlyMap<string, string> {
  const [workflow, place] = WORKFLOWS[options.ci];
  const sources = { ...COMMON, [`${options.target}.ts`]: 'cluster.ts', [workflow]: place };
  const files = Object.entries(sources).map(([from, to]): [string, string] => [
    to,
    filled(readFileSync(join(TEMPLATE, from), 'utf8'), options),
  ]);
  return new Map([...files, ['package.json', packageJson(options)] as const].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The text with the values of the user in place of the samples, all in one go: a value may hold another's sample. */
function filled(text: string, { cluster, repository, domain }: InitOptions): string {
  const values: Readonly<Record<string, string>> = {
    [SAMPLE.repository]: repository,
    [SAMPLE.domain]: domain,
    [`'${SAMPLE.cluster}'`]: `'${cluster}'`,
    [`\`${SAMPLE.cluster}\``]: `\`${cluster}\``,
    [`clusters/${SAMPLE.cluster}`]: `clusters/${cluster}`,
    [`manifests/${SAMPLE.cluster}`]: `manifests/${cluster}`,
    './bare-metal.js': './cluster.js',
  };
  const samples = Object.keys(values).map((sample) => sample.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return text.replace(new RegExp(samples.join('|'), 'g'), (sample) => values[sample] ?? sample);
}
