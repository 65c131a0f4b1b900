import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadManifests, originText, parseManifests } from '../../lib/manifest/index.js';
import { refusal } from '../app/program.js';

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: ns\n';

describe('manifests from text', () => {
  it('keep file and line, through several documents and lists', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Namespace\n    metadata: {name: x}\n  - apiVersion: v1\n    kind: Namespace\n    metadata: {name: z}\n';
    const entries = parseManifests(`# a comment\n${MAP}---\n---\n${list}`, 'all.yaml', 'apps/a');
    expect(entries.map(({ id, origin, unit }) => [id.name, originText(origin), unit])).toEqual([
      ['a', 'all.yaml:2', 'apps/a'],
      ['x', 'all.yaml:12', 'apps/a'],
      ['z', 'all.yaml:15', 'apps/a'],
    ]);
  });

  it('reads scalars as Kubernetes does', () => {
    const [entry] = parseManifests(
      `${MAP}data: {date: 2024-01-01, time: 12:30:45, bool: yes, octal: 0755, point: ., half: .5, one: 1.}\n`,
      'a.yaml',
    );
    expect(entry?.object['data']).toEqual({
      date: '2024-01-01',
      time: '12:30:45',
      bool: true,
      octal: 493,
      point: '.',
      half: 0.5,
      one: 1,
    });
  });

  it('leaves out what configures kustomize', () => {
    expect(
      parseManifests('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n', 'k.yaml'),
    ).toEqual([]);
  });

  it.each([
    [
      'a key twice',
      `${MAP}data: {}\ndata: {}\n`,
      'TM2021 at x.yaml:7: a map holds one key twice. Keep one of the two.',
    ],
    [
      'a name that is no text',
      MAP.replace('name: a', 'name: y'),
      'TM2021 at x.yaml:1: metadata.name reads as true, which is no text. Put it in quotes.',
    ],
    ['no object', '- a\n', 'TM2021 at x.yaml:1: the document is no object. Write apiVersion, kind and metadata.'],
    [
      'no kind',
      'metadata: {}\n',
      'TM2021 at x.yaml:1: the document is no Kubernetes object. Write apiVersion, kind and metadata.',
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(refusal(() => parseManifests(text, 'x.yaml'))).toBe(message);
  });

  it('refuses broken YAML with its line', () => {
    expect(refusal(() => parseManifests(`${MAP}data: {a\n`, 'x.yaml'))).toMatch(
      /^TM2021 at x\.yaml:[67]: .*\. Correct the YAML\.$/,
    );
  });
});

describe('manifests from directories', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mesh-load-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('are every .yaml and .yml file, with the directory as unit, indexed by kind and name', () => {
    mkdirSync(join(root, 'apps', 'a'), { recursive: true });
    writeFileSync(join(root, 'apps', 'a', 'map.yml'), MAP);
    writeFileSync(join(root, 'space.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: {name: ns}\n');
    writeFileSync(join(root, 'notes.txt'), 'no YAML: [');
    const set = loadManifests(root, { name: 'mine' });
    expect(set.name).toBe('mine');
    expect(set.all().map(({ id, unit }) => [id.kind, unit])).toEqual([
      ['ConfigMap', 'apps/a'],
      ['Namespace', ''],
    ]);
    expect(set.byKind('', 'Namespace')).toHaveLength(1);
    expect(set.get('', 'ConfigMap', 'ns', 'a')?.layer).toBe('written');
    expect(set.get('', 'ConfigMap', 'other', 'a')).toBeUndefined();
    expect(set.inUnit('apps/a')).toHaveLength(1);
  });

  it('refuse two files that hold one object, naming both', () => {
    for (const name of ['a.yaml', 'b.yaml']) writeFileSync(join(root, name), MAP);
    expect(refusal(() => loadManifests(root))).toBe(
      `TM2005 at ${join(root, 'b.yaml')}:1: ConfigMap ns/a is also made by ${join(root, 'a.yaml')}:1. Give one of the two another name or namespace, or remove it.`,
    );
  });
});
