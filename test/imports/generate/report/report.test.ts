import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenApiDocument } from '../../../../lib/imports/schema.js';
import { readData, type Data } from '../../../../scripts/generate/data.js';
import { compare, type Change } from '../../../../scripts/generate/report/compare.js';
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

function edit<T>(file: string, change: (value: T) => void): void {
  const value: T = JSON.parse(readFileSync(file, 'utf8'));
  change(value);
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
  const crds = join(folder, 'crds');
  edit<EditableCrd>(join(crds, 'flagger/canaries.flagger.app.json'), ({ spec }) => {
    const root = spec.versions[0]?.schema.openAPIV3Schema;
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
  });
  edit<EditableCrd>(join(crds, 'metallb/bgppeers.metallb.io.json'), ({ spec }) => {
    spec.versions = spec.versions
      .filter(({ name }) => name === 'v1beta1')
      .map((version) => ({ ...version, storage: true }));
    spec.versions.push({
      name: 'v1alpha1',
      served: true,
      storage: false,
      schema: { openAPIV3Schema: { type: 'object' } },
    });
  });
  edit<{ system: string; name: string }[]>(join(crds, 'index.json'), (sources) => {
    const at = sources.findIndex(({ name }) => name === 'metrictemplates.flagger.app');
    sources.splice(at, 1);
  });
  rmSync(join(crds, 'flagger/metrictemplates.flagger.app.json'));
  edit<EditableApi>(join(folder, 'kubernetes/v1.35.json'), ({ kinds, schemas }) => {
    kinds.push({ group: 'policy', version: 'v1beta1', kind: 'PodSecurityPolicy', scope: 'Cluster', schema: 'gone' });
    delete schemas['io.k8s.api.policy.v1.PodDisruptionBudgetSpec']?.properties?.['minAvailable'];
  });
}

const folder = doctored(older);

describe('report on a move to other upstream versions', () => {
  it('says what is lost, changed and gained', () => {
    expect(markdown(compare(readData(folder), readData(DATA)))).toMatchSnapshot();
  });

  it('says the opposite of the way back', () => {
    const kindsOf = (changes: readonly Change[], kind: Change['kind']): string[] =>
      changes.filter((change) => change.kind === kind).map((change) => JSON.stringify({ ...change, kind: '' }));
    const there = compare(readData(folder), readData(DATA));
    const back = compare(readData(DATA), readData(folder));
    for (const thing of ['kind', 'version', 'field', 'value'] as const) {
      expect(kindsOf(back, `${thing}-gained`).sort()).toEqual(kindsOf(there, `${thing}-lost`).sort());
    }
  });

  it('says so when nothing changed', () => {
    const same: Data = readData(DATA);
    expect(markdown(compare(same, readData(DATA)))).toBe('# Kinds and fields\n\nNothing changed.\n');
  });

  it('is printed by its command', () => {
    const args = ['--import', 'tsx', 'scripts/generate/report.ts', '--from', folder];
    const printed = execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect(printed).toBe(markdown(compare(readData(folder), readData(DATA))));
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
