import {
  ApiObject,
  App,
  Chart,
  Include,
  JsonPatch,
  Lazy,
  YamlOutputType,
  type AppProps,
  type IResolver,
  type ResolutionContext,
} from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct, DependencyGroup } from 'constructs';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { MeshApp } from '../../lib/app/index.js';

type Fill = (app: App) => unknown;

const MODES = [
  YamlOutputType.FILE_PER_APP,
  YamlOutputType.FILE_PER_CHART,
  YamlOutputType.FILE_PER_RESOURCE,
  YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
];

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mesh-stock-'));
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

function filesOf(directory: string): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [relative(directory, path), entry.isDirectory() ? '(directory)' : readFileSync(path, 'utf8')] as const;
  });
  return Object.fromEntries(files);
}

/** Runs stock App and MeshApp on the same program and compares every file. */
function expectStock(fill: Fill, props: AppProps = {}): Record<string, string> {
  const [ours, theirs] = [mkdtempSync(join(base, 'ours-')), mkdtempSync(join(base, 'stock-'))];
  const stock = new App({ ...props, outdir: theirs });
  fill(stock);
  stock.synth();
  const mesh = new MeshApp({ ...props, outdir: ours });
  fill(mesh);
  mesh.synth();
  expect(filesOf(ours)).toEqual(filesOf(theirs));
  expect(mesh.charts.map((chart) => chart.node.path)).toEqual(stock.charts.map((chart) => chart.node.path));
  return filesOf(ours);
}

function configMap(scope: Construct, id: string, data: unknown = { id }): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', data });
}

const PROGRAMS: Record<string, Fill> = {
  'clean data in any order, keys like numbers, long keys and no numbers': (app) => {
    const chart = new Chart(app, 'clean');
    configMap(chart, 'ports', { z: { '9': 1, '10': [{ y: 1, x: 2 }], b: 3, a: 4 }, a: 'text' });
    configMap(chart, 'long', { z: 1, ['k'.repeat(1100)]: { b: [1], a: 2 } });
    configMap(chart, 'odd', { z: NaN, a: Infinity });
  },
  'nothing at all': () => undefined,
  'an empty chart': (app) => new Chart(app, 'empty'),
  'charts beside each other': (app) => {
    for (const id of ['b', 'a', '10', '2']) configMap(new Chart(app, id), 'map');
  },
  'charts inside charts': (app) => {
    const outer = new Chart(app, 'outer', { namespace: 'n', labels: { z: '1', a: '2' } });
    configMap(outer, 'first');
    const inner = new Chart(new Construct(outer, 'between'), 'inner');
    configMap(inner, 'map');
    configMap(new Chart(outer, 'direct'), 'map');
    configMap(outer, 'last');
  },
  'dependencies across charts and constructs': (app) => {
    const [one, two, three] = ['one', 'two', 'three'].map((id) => new Chart(app, id));
    if (one === undefined || two === undefined || three === undefined) throw new Error('three charts');
    const group = new Construct(one, 'group');
    const early = configMap(group, 'early');
    configMap(group, 'late');
    const other = configMap(one, 'other');
    early.addDependency(other);
    group.node.addDependency(configMap(two, 'base'));
    two.addDependency(three);
    configMap(three, 'third').addDependency(configMap(three, 'fourth'));
    configMap(two, 'grouped').node.addDependency(new DependencyGroup(configMap(two, 'x'), configMap(two, 'y')));
  },
  'values of every kind': (app) => {
    configMap(new Chart(app, 'values'), 'map', {
      z: null,
      a: undefined,
      list: [1, null, [], {}, [{ y: 1, x: 2 }]],
      empty: {},
      text: 'a: b\n  c\n',
      ports: { '9': 1, '10': 2, b: 3, a: 4 },
      number: 1.5,
      minus: -0,
      lazy: Lazy.any({ produce: () => ({ b: Lazy.any({ produce: () => 2 }) as unknown, a: null }) }) as unknown,
      token: { resolve: () => 'resolved' },
      union: new (class Quantity {
        readonly value = '1Gi';
      })(),
    });
  },
  'patches and metadata': (app) => {
    const object = configMap(new Chart(app, 'patched', { namespace: 'n' }), 'map', { b: '1', a: '2' });
    object.addJsonPatch(JsonPatch.add('/data/0', 'first'), JsonPatch.add('/spec', null), JsonPatch.remove('/data/a'));
    object.metadata.addLabel('later', Lazy.any({ produce: () => 'yes' }) as string);
    object.metadata.addAnnotation('note', 'a: b');
    object.metadata.addFinalizers('example.com/keep');
    object.metadata.add('generation', 3);
    object.metadata.add('managedFields', []);
  },
  'overridden toJson of an object and of a chart': (app) => {
    class Odd extends ApiObject {
      override toJson(): unknown {
        return { ...(super.toJson() as object), spec: { z: 1, a: 2 } };
      }
    }
    class Reversed extends Chart {
      override toJson(): unknown[] {
        return super.toJson().reverse();
      }
    }
    const chart = new Reversed(app, 'reversed');
    new Odd(chart, 'odd', { apiVersion: 'v1', kind: 'Odd' });
    configMap(chart, 'map');
  },
  'objects of cdk8s-plus': (app) => {
    const chart = new Chart(app, 'plus');
    const deployment = new kplus.Deployment(chart, 'web', {
      containers: [
        { image: 'ghcr.io/example/web:1.0', portNumber: 8080, envVariables: { A: kplus.EnvValue.fromValue('1') } },
      ],
    });
    deployment.exposeViaService({ ports: [{ port: 80, targetPort: 8080 }] });
    const config = new kplus.ConfigMap(chart, 'config', { data: { key: 'value' } });
    deployment
      .addContainer({ image: 'ghcr.io/example/side:1.0' })
      .mount('/etc/x', kplus.Volume.fromConfigMap(chart, 'v', config));
    new kplus.Namespace(chart, 'space');
  },
};

describe('MeshApp and stock App write the same bytes', () => {
  describe.each(MODES)('in output mode %s', (yamlOutputType) => {
    it.each(Object.keys(PROGRAMS))('for %s', (name) => {
      const fill = PROGRAMS[name];
      if (fill === undefined) throw new Error(name);
      expectStock(fill, { yamlOutputType });
    });
  });

  it('with construct metadata, another extension, and resolvers of the user', () => {
    class Shout implements IResolver {
      resolve(context: ResolutionContext): void {
        if (context.value === 'quiet') context.replaceValue('LOUD');
      }
    }
    const files = expectStock((app) => configMap(new Chart(app, 'one'), 'map', { a: 'quiet' }), {
      outputFileExtension: '.yml',
      recordConstructMetadata: true,
      resolvers: [new Shout()],
    });
    expect(Object.keys(files).sort()).toEqual(['construct-metadata.json', 'one.yml']);
    expect(files['one.yml']).toContain('LOUD');
  });

  it('for included files', () => {
    const url = join(base, 'include.yaml');
    writeFileSync(
      url,
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\n',
    );
    expectStock((app) => new Include(new Chart(app, 'included'), 'include', { url }));
  });

  it('for any tree with dependencies that form no cycle', () => {
    const edges = fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 12 });
    const shape = fc.array(fc.nat(5), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(shape, edges, fc.constantFrom(...MODES), (parents, links, yamlOutputType) => {
        expectStock((app) => randomTree(app, parents, links), { yamlOutputType });
      }),
      { numRuns: 60 },
    );
  });

  it('when sorting is switched off', () => {
    process.env['CDK8S_DISABLE_SORT'] = '1';
    try {
      const files = expectStock((app) => configMap(new Chart(app, 'one'), 'map', { b: '1', a: '2' }));
      expect(files['one.k8s.yaml']).toMatch(/b: "1"\n {2}a: "2"/);
    } finally {
      delete process.env['CDK8S_DISABLE_SORT'];
    }
  });
});

/** Charts, groups and objects below each other; a link goes from a later construct to an earlier one of no cycle. */
function randomTree(app: App, parents: readonly number[], links: readonly (readonly [number, number])[]): void {
  const chart = new Chart(app, 'root');
  const made: Construct[] = [chart];
  parents.forEach((parent, at) => {
    const scope = made[parent % made.length] ?? chart;
    const holder = scope instanceof ApiObject ? chart : scope;
    if (at % 5 === 4) made.push(new Chart(at % 2 === 0 ? app : holder, `chart-${String(at)}`));
    else if (at % 5 === 2) made.push(new Construct(holder, `group-${String(at)}`));
    else made.push(configMap(holder, `map-${String(at)}`));
  });
  for (const [from, to] of links) {
    const [source, target] = [made[from % made.length], made[to % made.length]];
    if (source === undefined || target === undefined || source === target) continue;
    if (isSafe(source, target, made)) source.node.addDependency(target);
  }
}

/** Only from a later object to an earlier one of the same chart, or from a later chart at the top to an earlier one. */
function isSafe(source: Construct, target: Construct, made: readonly Construct[]): boolean {
  if (made.indexOf(source) < made.indexOf(target)) return false;
  if (source instanceof ApiObject && target instanceof ApiObject) return Chart.of(source) === Chart.of(target);
  return source instanceof Chart && target instanceof Chart && source.node.scope === target.node.scope;
}
