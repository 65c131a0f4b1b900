import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenApiDocument } from '../../../../lib/imports/schema.js';
import { readData, type CrdSource } from '../../../../scripts/generate/data.js';
import { compare, type Change } from '../../../../scripts/generate/report/compare.js';
import { run } from '../../../../scripts/generate/run.js';
import { markdown } from '../../../../scripts/generate/report/markdown.js';

const ROOT = join(__dirname, '../../../..');
const DATA = join(ROOT, 'lib/imports/data');

/** The parts of the data that are doctored here. */
interface EditableSchema {
  type?: string;
  required?: string[];
  enum?: string[];
  items?: EditableSchema;
  properties?: Record<string, EditableSchema>;
}

interface EditableCrd {
  readonly spec: {
    versions: { name: string; served: boolean; storage: boolean; schema: { openAPIV3Schema: EditableSchema } }[];
  };
}

interface EditableApi {
  readonly kinds: OpenApiDocument['kinds'][number][];
  readonly schemas: Readonly<Record<string, EditableSchema>>;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function doctored(doctor: (folder: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'data-'));
  folders.push(folder);
  cpSync(DATA, folder, { recursive: true });
  doctor(folder);
  return folder;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function write(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value));
}

function property(schema: EditableSchema | undefined, ...path: readonly string[]): EditableSchema {
  const found = path.reduce<EditableSchema | undefined>(
    (at, name) => (name === '[]' ? at?.items : at?.properties?.[name]),
    schema,
  );
  if (!found) throw new Error(`no ${path.join('.')}`);
  return found;
}

/** The data as an older upstream version might have had it. */
function older(folder: string): void {
  olderCanary(join(folder, 'crds/flagger/canaries.flagger.app.json'));
  olderPeer(join(folder, 'crds/metallb/bgppeers.metallb.io.json'));
  olderBuiltins(join(folder, 'kubernetes/v1.35.json'));
  const index = join(folder, 'crds/index.json');
  const sources = read(index) as readonly CrdSource[];
  write(
    index,
    sources.filter(({ name }) => name !== 'metrictemplates.flagger.app'),
  );
  rmSync(join(folder, 'crds/flagger/metrictemplates.flagger.app.json'));
}

function olderCanary(file: string): void {
  const crd = read(file) as EditableCrd;
  const root = crd.spec.versions[0]?.schema.openAPIV3Schema;
  const analysis = property(root, 'spec', 'analysis');
  delete property(root, 'spec', 'targetRef').required;
  delete analysis.properties?.['stepWeight'];
  delete analysis.properties?.['webhooks'];
  analysis.properties = {
    ...analysis.properties,
    oldField: { type: 'object', properties: { below: { type: 'string' } } },
  };
  property(analysis, 'threshold').type = 'string';
  property(root, 'spec', 'provider').enum = ['istio', 'consul'];
  delete property(root, 'spec', 'autoscalerRef', 'kind').enum;
  write(file, crd);
}

function olderPeer(file: string): void {
  const crd = read(file) as EditableCrd;
  crd.spec.versions = crd.spec.versions
    .filter(({ name }) => name === 'v1beta1')
    .map((version) => ({ ...version, storage: true }));
  crd.spec.versions.push({
    name: 'v1alpha1',
    served: true,
    storage: false,
    schema: { openAPIV3Schema: { type: 'object' } },
  });
  write(file, crd);
}

function olderBuiltins(file: string): void {
  const api = read(file) as EditableApi;
  api.kinds.push({ group: 'policy', version: 'v1beta1', kind: 'PodSecurityPolicy', scope: 'Cluster', schema: 'gone' });
  delete api.schemas['io.k8s.api.policy.v1.PodDisruptionBudgetSpec']?.properties?.['minAvailable'];
  write(file, api);
}

const folder = doctored(older);
const there = compare(readData(folder), readData(DATA));
const expected = markdown(there);

describe('report on a move to other upstream versions', () => {
  it('says what is lost, changed and gained', () => {
    expect(expected).toMatchSnapshot();
  });

  it('says the opposite of the way back', () => {
    const kindsOf = (changes: readonly Change[], kind: Change['kind']): string[] =>
      changes.filter((change) => change.kind === kind).map((change) => JSON.stringify({ ...change, kind: '' }));
    const back = compare(readData(DATA), readData(folder));
    for (const thing of ['kind', 'version', 'field', 'value'] as const) {
      expect(kindsOf(back, `${thing}-gained`).sort()).toEqual(kindsOf(there, `${thing}-lost`).sort());
    }
  });

  it('says so when nothing changed', () => {
    const same = readData(DATA);
    expect(markdown(compare(same, readData(DATA)))).toBe('# Kinds and fields\n\nNothing changed.\n');
  });

  it('is printed by its command', () => {
    expect(run(ROOT, ['--report', '--from', folder])).toEqual({ code: 0, out: expected, err: '' });
  });

  it('starts from the last commit unless told otherwise', () => {
    const project = mkdtempSync(join(tmpdir(), 'project-'));
    folders.push(project);
    const data = join(project, 'lib/imports/data');
    cpSync(folder, data, { recursive: true });
    const git = (...args: readonly string[]): Buffer => execFileSync('git', args, { cwd: project });
    git('init', '--quiet');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'Pin the data');
    cpSync(DATA, data, { recursive: true });
    expect(run(project, ['--report']).out).toBe(expected);
  });
});

describe('readData', () => {
  it('refuses a file that the index does not list', () => {
    const other = doctored((at) => {
      writeFileSync(join(at, 'crds/flagger/new.flagger.app.json'), '{}');
    });
    expect(() => readData(other)).toThrow(
      'crds/flagger/new.flagger.app.json is missing in crds/index.json; add its system, name, repo and ref.',
    );
  });

  it('refuses two sets of built-in kinds', () => {
    const other = doctored((at) => {
      writeFileSync(join(at, 'kubernetes/v1.36.json'), '{}');
    });
    expect(() => readData(other)).toThrow('kubernetes/ holds 2 files; keep the one of the version to support.');
  });
});
