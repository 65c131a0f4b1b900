import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp, Cluster } from '../lib/app/index.js';
import { publish } from '../lib/gitops/index.js';
import { ManifestSet, documentText, type ManifestEntry } from '../lib/manifest/index.js';
import { schemaCheck } from '../lib/manifest/schema/index.js';
import { KEYS, markUnit, objectId, type KubeObject } from '../lib/model/index.js';
import { Target } from '../lib/targets/index.js';
import { bestOf, peakMb, residentMb, seconds, timed, type Figures } from './measure.js';
import { OBJECTS_PER_SERVICE, serviceObjects, type BenchObject } from './workload.js';

/** Cases by name; each runs in a process of its own, with numbers from the command line. */
const CASES: Readonly<Record<string, (...numbers: number[]) => Figures>> = {
  json: (objects) => json(objects),
  ours: (objects, charts) => charted(new MeshApp({ outdir: directory() }), objects, charts),
  stock: (objects, charts) => charted(new App({ outdir: directory() }), objects, charts),
  'layers-ours': (layers, width) => layered(new MeshApp({ outdir: directory() }), layers, width),
  'layers-stock': (layers, width) => layered(new App({ outdir: directory() }), layers, width),
  rerun: (objects, charts) => rerun(objects, charts),
  tree: (objects) => fluxTree(objects),
  schema: (objects) => schema(objects),
  publish: (objects) => published(objects),
};

let made: string | undefined;

function directory(): string {
  made ??= mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'tenant-mesh-bench-'));
  return join(made, 'out');
}

function json(objects: number): Figures {
  const list: BenchObject[] = [];
  eachObject(objects, (object) => list.push(object));
  let bytes = 0;
  const time = bestOf(5, () => {
    bytes = 0;
    for (const object of list) bytes += JSON.stringify(object).length;
  });
  return { ...time, bytesPerObject: Math.round(bytes / objects) };
}

/** Makes the objects one service at a time, so that no list of all of them adds to the memory. */
function eachObject(objects: number, use: (object: BenchObject, at: number) => void): void {
  for (let at = 0; at < objects; at += OBJECTS_PER_SERVICE) {
    serviceObjects(at / OBJECTS_PER_SERVICE).forEach((object, within) => {
      if (at + within < objects) use(object, at + within);
    });
  }
}

/** A tree of charts, each with an equal share of the objects. */
function fill(app: App, objects: number, charts: number): void {
  const share = objects / charts;
  let chart = new Chart(app, 'chart-0');
  eachObject(objects, (object, at) => {
    if (at > 0 && at % share === 0) chart = new Chart(app, `chart-${String(at / share)}`);
    new ApiObject(chart, `object-${String(at)}`, object);
  });
}

function charted(app: App, objects: number, charts: number): Figures {
  const construct = seconds(() => fill(app, objects, charts));
  const built = residentMb();
  const synth = timed(() => app.synth());
  return { construct, ...synth, builtMb: built, peakMb: peakMb() };
}

function rerun(objects: number, charts: number): Figures {
  const app = new MeshApp({ outdir: directory() });
  fill(app, objects, charts);
  app.synth();
  const first = app.lastReport?.written ?? -1;
  const again = timed(() => app.synth());
  return { ...again, firstWritten: first, written: app.lastReport?.written ?? -1 };
}

function layered(app: App, layers: number, width: number): Figures {
  const chart = new Chart(app, 'layers');
  let below: ApiObject[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const here = Array.from({ length: width }, (_, at) => {
      const name = `layer-${String(layer)}-${String(at)}`;
      return new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { name } });
    });
    for (const object of here) object.addDependency(...below);
    below = here;
  }
  return timed(() => app.synth());
}

const OBJECTS_PER_UNIT = 1000;

function fluxTree(objects: number): Figures {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
  const app = new MeshApp({ outdir: directory() });
  const repository = { url: 'ssh://git@git.example.com/fleet.git', branch: 'main' };
  const cluster = new Cluster(app, 'bench', { target: Target.bareMetal(), repository });
  const construct = seconds(() => {
    let unit = new Construct(cluster, 'unit-0');
    markUnit(unit, { path: 'apps/unit-0' });
    eachObject(objects, (object, at) => {
      if (at > 0 && at % OBJECTS_PER_UNIT === 0) {
        unit = new Construct(cluster, `unit-${String(at / OBJECTS_PER_UNIT)}`);
        markUnit(unit, { path: `apps/unit-${String(at / OBJECTS_PER_UNIT)}` });
      }
      new ApiObject(unit, `object-${String(at)}`, waived(object));
    });
  });
  const built = residentMb();
  const synth = timed(() => app.synth());
  return { construct, ...synth, files: app.lastReport?.written ?? -1, builtMb: built, peakMb: peakMb() };
}

/** The objects of a service name a Deployment and templates that are not among them, and two routes of one name. */
function waived(object: BenchObject) {
  const annotations = {
    [KEYS.waive]: 'TM4401,TM4403,TM4404',
    [KEYS.waiveReason]: 'only the cost of the checks counts',
  };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Runs of what takes half a second, of which a busy machine spoils some. */
const SHORT_RUNS = 7;

/** A publish into a checkout that has everything already, and the plain reading of the same files. */
function published(objects: number): Figures {
  eachObject(objects, (object, at) => {
    const unit = join(directory(), 'manifests', 'bench', 'apps', `unit-${String(Math.floor(at / OBJECTS_PER_UNIT))}`);
    mkdirSync(unit, { recursive: true });
    writeFileSync(join(unit, `object-${String(at)}.yaml`), documentText(object));
  });
  const checkout = `${directory()}-checkout`;
  mkdirSync(checkout);
  publish(directory(), checkout);
  const files = filesBelow(join(checkout, 'manifests'));
  const read = bestOf(SHORT_RUNS, () => readAll(files));
  const listAndRead = bestOf(3, () => readAll(filesBelow(join(checkout, 'manifests'))));
  const notes = join(checkout, '.tenant-mesh', 'seen.json');
  let written = 0;
  const unchanged = (): void => {
    written += publish(directory(), checkout).written.length;
  };
  const comparing = bestOf(3, () => {
    rmSync(notes, { force: true });
    unchanged();
  });
  if (!existsSync(notes)) unchanged();
  const again = bestOf(SHORT_RUNS, unchanged);
  return {
    ...again,
    readSeconds: read.seconds,
    readCpu: read.cpu,
    listAndReadCpu: listAndRead.cpu,
    comparingCpu: comparing.cpu,
    written,
  };
}

/** Every file below a folder. */
function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function readAll(files: readonly string[]): void {
  for (const file of files) readFileSync(file);
}

function schema(objects: number): Figures {
  const entries: ManifestEntry[] = [];
  eachObject(objects, (plain, at) => {
    const object = JSON.parse(JSON.stringify(plain)) as KubeObject;
    const origin = { kind: 'construct', path: `bench/${String(at)}` } as const;
    entries.push({ object, id: objectId(object), origin, unit: '', owner: 'flux', side: new Map(), layer: 'written' });
  });
  const set = new ManifestSet({ name: 'bench', entries });
  let findings = 0;
  const time = timed(() => {
    findings = schemaCheck(set).length;
  });
  return { ...time, findings };
}

const [name = '', ...numbers] = process.argv.slice(2);
const run = CASES[name];
if (run === undefined) throw new Error(`no case "${name}"; there are: ${Object.keys(CASES).join(', ')}`);
try {
  process.stdout.write(`${JSON.stringify(run(...numbers.map(Number)))}\n`);
} finally {
  if (made !== undefined) rmSync(made, { recursive: true, force: true });
}
