import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reasonOf } from '../lib/model/index.js';
import { accessFigures } from './access/figures.js';
import type { Figures } from './measure.js';
import { pulumiFigures } from './pulumi.js';
import { requireFigures } from './require.js';
import { table } from './table.js';

const OPTIONS = {
  /** Small sizes only: about a minute. */
  quick: { type: 'boolean', default: false },
  /** Without stock cdk8s, which takes most of the time. */
  'no-stock': { type: 'boolean', default: false },
} as const;

function readOptions(): { readonly quick: boolean; readonly 'no-stock': boolean } {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    console.error(`${reasonOf(error)}\nUsage: npm run bench -- [--quick] [--no-stock]`);
    process.exit(2);
  }
}

const values = readOptions();

const TOP = values.quick ? 3000 : 30_000;
const MANY = values.quick ? 1000 : 10_000;
const SIZES = [1000, 3000, 10_000, 30_000].filter((size) => size <= TOP);
const LAYERS = values.quick ? 7 : 9;
const MEMORY_DIRECTORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** One line of the table. */
interface Row {
  readonly name: string;
  readonly figures: Figures;
  /** Cost in units of one JSON.stringify of the same data, by wall and by processor time. */
  readonly j: number;
  readonly cpuJ: number;
}

function figuresOf(...command: readonly (string | number)[]): Figures {
  const script = join(__dirname, 'case.ts');
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, ...command.map(String)], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_DIR: MEMORY_DIRECTORY, TENANT_MESH_SUMMARY: '/dev/null' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`case ${command.join(' ')} failed`);
  return JSON.parse(run.stdout) as Figures;
}

const units = new Map<number, Figures>();

/** The unit for a number of objects, measured right before the case, so that both see the same machine. */
function unitOf(objects: number): Figures {
  const unit = figuresOf('json', objects);
  units.set(objects, unit);
  return unit;
}

function measure(name: string, objects: number, ...command: readonly (string | number)[]): Row {
  const unit = unitOf(objects);
  const figures = figuresOf(...command);
  const row = {
    name,
    figures,
    j: ratio(figures['seconds'], unit['seconds']),
    cpuJ: ratio(figures['cpu'], unit['cpu']),
  };
  process.stderr.write(`${name}: ${(figures['seconds'] ?? 0).toFixed(2)} s, ${row.j.toFixed(1)} J\n`);
  return row;
}

function ratio(one: number | undefined, other: number | undefined): number {
  return (one ?? NaN) / (other ?? NaN);
}

function exponent(rows: readonly Row[]): number {
  const [first, last] = [rows[0], rows.at(-1)];
  return Math.log(ratio(last?.figures['cpu'], first?.figures['cpu'])) / Math.log(TOP / 1000);
}

const withStock = !values['no-stock'];
const ours = SIZES.map((size) => measure(`ours, ${String(size)} objects`, size, 'ours', size, size / 10));
const stock = withStock
  ? SIZES.map((size) => measure(`stock, ${String(size)} objects`, size, 'stock', size, size / 10))
  : [];
const small = measure(`ours, ${String(MANY)} charts of 1`, MANY, 'ours', MANY, MANY);
const large = measure(`ours, 10 charts of ${String(MANY / 10)}`, MANY, 'ours', MANY, 10);
const stockSmall = withStock ? [measure(`stock, ${String(MANY)} charts of 1`, MANY, 'stock', MANY, MANY)] : [];
const layers = measure(`ours, ${String(LAYERS)} layers of 8`, 1000, 'layers-ours', LAYERS, 8);
const stockLayers = withStock ? [measure(`stock, ${String(LAYERS)} layers of 8`, 1000, 'layers-stock', LAYERS, 8)] : [];
const rerun = measure('ours, run again unchanged', TOP, 'rerun', TOP, TOP / 10);
const tree = measure('Flux tree, one file an object, all checks', TOP, 'tree', TOP);
const publish = measure('publish with nothing changed', TOP, 'publish', TOP);
const schema = measure('schema check with CEL', TOP, 'schema', TOP);
const load = requireFigures();
const access = accessFigures(values.quick ? 200 : 1000);
const pulumi = pulumiFigures(3000);
process.stderr.write(
  `load @pulumi/pulumi ${(pulumi['sdkMs'] ?? NaN).toFixed(0)} ms, tenant-mesh/pulumi with it ${(pulumi['doorMs'] ?? NaN).toFixed(0)} ms, tenant-mesh/pulumi/eks too ${(pulumi['eksDoorMs'] ?? NaN).toFixed(0)} ms\n`,
);

const top = ours.at(-1);
/** Judged by processor time, garbage collection included: other programs on the machine do not change it. */
const bars: readonly (readonly [what: string, value: number, bar: number])[] = [
  ['synth of all objects, cpu J', top?.cpuJ ?? NaN, 15],
  ['growth exponent', exponent(ours), 1.1],
  ['many small charts / few large ones', ratio(small.figures['cpu'], large.figures['cpu']), 2],
  ['layered dependencies, s', layers.figures['seconds'] ?? NaN, 0.1],
  ['peak memory / memory after construction', ratio(top?.figures['peakMb'], top?.figures['builtMb']), 1.7],
  ['files written by an unchanged run', rerun.figures['written'] ?? NaN, 0],
  ['files written by a publish with nothing changed', publish.figures['written'] ?? NaN, 0],
  [
    'publish with nothing changed / reading the files of the checkout alone, without listing them, cpu',
    ratio(publish.figures['cpu'], publish.figures['readCpu']),
    2,
  ],
  [
    'the same in a clone that was never published from / listing and reading tree and checkout, cpu',
    ratio(publish.figures['comparingCpu'], 2 * (publish.figures['listAndReadCpu'] ?? NaN)),
    2,
  ],
  ['schema check, cpu J', schema.cpuJ, 40],
  ['require tenant-mesh / require cdk8s', load['ratio'] ?? NaN, 3],
  ['require tenant-mesh and read every name / require cdk8s', load['everyNameRatio'] ?? NaN, 3],
  ['deploy of 3,000 objects / plain registrations, cpu', pulumi['ratio'] ?? NaN, 3],
  ...access.bars,
];

const rows = [...ours, ...stock, small, large, ...stockSmall, layers, ...stockLayers, rerun, tree, publish, schema];
const head = ['case', 's', 'cpu s', 'J', 'cpu J', 'MB built', 'MB peak'];
const number = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits);
const lines = rows.map(({ name, figures, j, cpuJ }) => [
  name,
  number(figures['seconds'], 3),
  number(figures['cpu'], 3),
  number(j, 1),
  number(cpuJ, 1),
  number(figures['builtMb'], 0),
  number(figures['peakMb'], 0),
]);
const barLines = bars.map(([what, value, bar]) => [
  what,
  number(value, 2),
  String(bar),
  Number.isNaN(value) ? 'not measured' : value <= bar ? 'held' : 'MISSED',
]);
process.stdout.write(`${table(head, lines)}\n${table(['bar', 'value', 'at most', ''], barLines)}`);

const results = join(__dirname, 'results');
mkdirSync(results, { recursive: true });
const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? '' };
const json = {
  schemaVersion: 1,
  machine,
  units: Object.fromEntries(units),
  rows,
  bars,
  load,
  access: access.figures,
  pulumi,
};
writeFileSync(join(results, 'latest.json'), `${JSON.stringify(json, null, 2)}\n`);
