// Checks the package as users get it: packed, installed elsewhere, loaded and compiled through every door.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { listDoors, specifier } from '../doors.js';
import { installPacked, type Consumer } from './consumer.js';
import { newProject } from './new-project.js';
import { missingFiles, strayFiles } from './contents.js';
import { usesWithoutPulumi, withoutPulumi } from './without-pulumi.js';

const ROOT = resolve(__dirname, '../..');
const DOORS = listDoors(ROOT).map(specifier);

type CompilerOptions = Readonly<Record<string, string | boolean>> & { readonly moduleResolution: string };

/**
 * Resolution modes of users: Node itself, the templates of cdk8s, and bundlers. Declarations are judged under the first;
 * what the others decide is which file of a door is found.
 */
const NODE: CompilerOptions = { moduleResolution: 'node16', module: 'node16' };
const RESOLUTIONS: readonly CompilerOptions[] = [
  NODE,
  { moduleResolution: 'node10', module: 'commonjs', ignoreDeprecations: '6.0', skipLibCheck: true },
  { moduleResolution: 'bundler', module: 'esnext', skipLibCheck: true },
];

let failures = 0;

function step(title: string, problems: readonly string[]): void {
  console.error(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${title}`);
  for (const problem of problems) console.error(`       ${problem}`);
  if (problems.length > 0) failures += 1;
}

/** Output of a program that failed; nothing when it passed. */
function run(cwd: string, program: string, ...args: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return status === 0 ? [] : `${stdout}${stderr}`.trim().split('\n');
}

/** Program of a package of this project. */
function bin(name: string, file: string): string {
  return join(ROOT, 'node_modules', name, file);
}

/**
 * A program that loads every door both ways; both ways must give the same objects. Doors of Pulumi come last: no other
 * one may load it.
 */
const LOADER = `
const isPulumis = (door) => /\\bpulumi\\b/.test(door);
const doors = process.argv.slice(2).sort((a, b) => isPulumis(a) - isPulumis(b));
(async () => {
  let strangers;
  for (const door of doors) {
    if (isPulumis(door)) strangers ??= loaded();
    const required = require(door);
    const imported = await import(door);
    const names = Object.keys(required);
    if (names.length === 0) console.log(door + ' exports nothing');
    for (const name of names) if (required[name] !== imported[name]) console.log(door + ': two copies of ' + name);
  }
  for (const file of strangers ?? loaded()) console.log('loaded ' + file);
  process.exitCode = 0;
})();
function loaded() {
  return Object.keys(require.cache).filter((file) => /node_modules.(@pulumi|typescript|jest)./.test(file));
}
`;

function loaded(consumer: Consumer): string[] {
  writeFileSync(join(consumer.folder, 'load.cjs'), LOADER);
  const { stdout, stderr } = spawnSync(process.execPath, ['load.cjs', ...DOORS], {
    cwd: consumer.folder,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
}

function compiled(consumer: Consumer, options: CompilerOptions, doors = DOORS): string[] {
  const lines = doors.map((door, position) => `import * as door${String(position)} from '${door}';`);
  const names = doors.map((_, position) => `door${String(position)}`);
  writeFileSync(join(consumer.folder, 'main.ts'), `${lines.join('\n')}\nexport default [${names.join(', ')}];\n`);
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022'],
    types: ['node'],
    strict: true,
    noEmit: true,
    ...options,
  };
  writeFileSync(join(consumer.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  return run(consumer.folder, process.execPath, bin('typescript', 'bin/tsc'));
}

function main(): void {
  if (!existsSync(join(ROOT, 'build'))) throw new Error('The package holds compiled code. Run: npm run build');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenant-mesh-consumer-')));
  try {
    const { archive, ...consumer } = installPacked(ROOT, folder);
    step('holds what its doors need', missingFiles(ROOT, consumer.files));
    step('holds nothing else', strayFiles(consumer.files));
    step('require and import give the same objects', loaded(consumer));
    for (const options of RESOLUTIONS) step(`compiles under ${options.moduleResolution}`, compiled(consumer, options));
    step(
      'without Pulumi every other door works, those of Pulumi say what to install, and init makes a working project',
      withoutPulumi(consumer, () => [
        ...usesWithoutPulumi(consumer, DOORS),
        ...compiled(
          consumer,
          NODE,
          DOORS.filter((door) => !/\bpulumi\b/.test(door)),
        ),
        ...newProject(consumer, 'bare-metal'),
      ]),
    );
    step('init makes a working project for eks', newProject(consumer, 'eks'));
    step('publint', run(dirname(archive), process.execPath, bin('publint', 'src/cli.js'), archive, '--strict'));
    const attw = bin('@arethetypeswrong/cli', 'dist/index.js');
    step('attw', run(folder, process.execPath, attw, archive, '--format', 'ascii', '--no-emoji'));
  } finally {
    rmSync(folder, { recursive: true });
  }
  process.exitCode = failures === 0 ? 0 : 1;
}

main();
