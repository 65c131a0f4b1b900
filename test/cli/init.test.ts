import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp } from 'tenant-mesh';
import { addMatchers } from 'tenant-mesh/testing';
import { runProgram } from '../../lib/cli/program.js';
import { addCluster } from '../../lib/cli/init/template/eks.js';

addMatchers(expect);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-init-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function init(...args: readonly string[]): { readonly exit: number; readonly result: string; readonly note: string } {
  const [result, note]: [string[], string[]] = [[], []];
  const exit = runProgram(['init', ...args], {
    result: (text) => result.push(text),
    note: (text) => note.push(text),
  });
  return { exit, result: result.join(''), note: note.join('') };
}

function read(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

function filesOf(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

describe('init', () => {
  it('writes a project and names its files', () => {
    const project = join(folder, 'My Fleet');
    const { exit, result, note } = init(project, '--target', 'bare-metal');
    expect(exit).toBe(0);
    expect(result.trim().split('\n')).toEqual(filesOf(project));
    expect(filesOf(project)).toEqual([
      '.github/workflows/fleet.yaml',
      '.gitignore',
      'README.md',
      'cdk8s.yaml',
      'cluster.ts',
      'jest.config.cjs',
      'main.ts',
      'package.json',
      'tenants.ts',
      'test/cluster.test.ts',
      'tsconfig.json',
    ]);
    expect(note).toContain('npm install && npm test');
    expect(JSON.parse(read('My Fleet/package.json'))).toMatchObject({ name: 'my-fleet', private: true });
  });

  it('takes over what the user says, everywhere', () => {
    const own = ['--cluster', 'lab', '--repository', 'https://git.corp.test/mesh.git', '--domain', 'corp.test'];
    expect(init(join(folder, 'a'), '--target', 'eks', '--ci', 'gitlab', ...own).exit).toBe(0);
    expect(read('a/cluster.ts')).toContain("new Cluster(app, 'lab'");
    expect(read('a/cluster.ts')).toContain("url: 'https://git.corp.test/mesh.git'");
    expect(read('a/tenants.ts')).toContain('`${name}.corp.test`');
    expect(read('a/.gitlab-ci.yml')).toContain('access diff manifests/lab dist/manifests/lab');
    expect(read('a/main.ts')).toContain("from './cluster.js'");
    const texts = filesOf(join(folder, 'a')).map((path) => read(`a/${path}`));
    expect(texts.filter((text) => /example\.com|\bprod\b|bare-metal/.test(text))).toEqual([]);
  });

  it('writes into a folder that Git alone has been in', () => {
    mkdirSync(join(folder, '.git'));
    expect(init(folder, '--target', 'bare-metal').exit).toBe(0);
  });

  it('refuses a folder that is in use, and writes nothing there', () => {
    writeFileSync(join(folder, 'main.go'), '');
    expect(init(folder, '--target', 'bare-metal')).toEqual({
      exit: 1,
      result: '',
      note:
        `TM5401 at ${folder}: a new project needs a folder of its own, and this one holds main.go. ` +
        'Give the path of a folder that is empty or does not exist.\n',
    });
    expect(filesOf(folder)).toEqual(['main.go']);
  });

  it('refuses a folder that cannot be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(init(join(file, 'a', 'b'), '--target', 'bare-metal')).toEqual({
      exit: 1,
      result: '',
      note:
        `TM5404 at ${join(file, 'a')}: the folder cannot be made: ENOTDIR: not a directory, mkdir '${join(file, 'a')}'. ` +
        'Give a path where you may make a folder.\n',
    });
  });

  it.each([
    [['--target', 'gke'], '--target is one of: bare-metal, eks; not "gke".'],
    [[], '--target is one of: bare-metal, eks.'],
    [['--target', 'eks', '--ci', 'jenkins'], '--ci is one of: github, gitlab; not "jenkins".'],
    [['--target', 'eks', '--repository', 'git@host:a.git'], 'not "git@host:a.git".'],
    [['--target', 'eks', 'b', 'c'], 'Give the folder of the new project.'],
  ])('says how it is called: %j', (args, text) => {
    const { exit, note } = init(join(folder, 'a'), ...args);
    expect(exit).toBe(2);
    expect(note).toContain(text);
  });

  it('refuses names that Kubernetes would refuse', () => {
    expect(init(join(folder, 'a'), '--target', 'eks', '--cluster', 'Prod').note).toMatch(
      /^TM1\d{3} at init: --cluster:/,
    );
    expect(init(join(folder, 'a'), '--target', 'eks', '--domain', '*.x').note).toMatch(/^TM1\d{3} at init: --domain:/);
  });

  it('has a program for EKS that the rules do not object to', () => {
    const app = new MeshApp();
    addCluster(app);
    const sets = app.manifests();
    expect(sets).toHaveLength(1);
    for (const set of sets) expect(set).toHaveNoFindings();
  });
});
