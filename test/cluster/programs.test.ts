import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LINES_VARIABLE } from './harness/parts.js';
import { FOLDER_VARIABLES, NEEDED, programFolder, programIn } from './harness/programs.js';
import { KUBERNETES_VERSION } from './harness/versions.js';

const quiet = (): void => undefined;

describe('the programs of the bench', () => {
  const before = { ...process.env };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-programs-'));
    for (const variable of FOLDER_VARIABLES) process.env[variable] = '';
  });
  afterEach(() => {
    process.env = { ...before };
    rmSync(folder, { recursive: true, force: true });
  });

  /** Stands in for Go: what it builds is an empty file. */
  function standInForGo(): void {
    const go = '#!/bin/sh\n[ "$1" = version ] && exit 0\nwhile [ "$1" != -o ]; do shift; done\n: >"$2"\n';
    writeFileSync(join(folder, 'go'), go, { mode: 0o755 });
    process.env['PATH'] = `${folder}:${before['PATH'] ?? ''}`;
    process.env[LINES_VARIABLE] = '0';
  }

  it.each(FOLDER_VARIABLES)('are taken from the folder that %s names', (variable) => {
    for (const name of NEEDED) writeFileSync(join(folder, name), '');
    process.env[variable] = folder;
    expect(programFolder(quiet)).toBe(folder);
  });

  it('are missed by name in a folder without them', () => {
    writeFileSync(join(folder, 'etcd'), '');
    process.env['KUBEBUILDER_ASSETS'] = folder;
    expect(() => programFolder(quiet)).toThrow(
      `KUBEBUILDER_ASSETS names ${folder}, where kube-apiserver, kube-controller-manager is missing.`,
    );
  });

  it('are built once, and the bench says what it builds and how long that took', () => {
    standInForGo();
    process.env['XDG_CACHE_HOME'] = folder;
    const said: string[] = [];
    const set = programFolder((line) => said.push(line));
    expect(said).toContain(`Building controlplane ${KUBERNETES_VERSION}; the first time this can take minutes.`);
    expect(said).toContainEqual(expect.stringMatching(/^Built controlplane in \d+ s\.$/));
    for (const name of NEEDED) expect(programIn(set, name)).toContain(set);
    expect(said.splice(0).at(-1)).toBe(`Programs of the bench: ${set}`);
    expect(programFolder((line) => said.push(line))).toBe(set);
    expect(said).toEqual([`Programs of the bench: ${set}`]);
  });

  it('are found where their cache was brought from another place', () => {
    standInForGo();
    const [first, other] = [join(folder, 'first'), join(folder, 'other')];
    process.env['XDG_CACHE_HOME'] = first;
    programFolder(quiet);
    renameSync(first, other);
    process.env['XDG_CACHE_HOME'] = other;
    const set = programFolder(quiet);
    for (const name of NEEDED) expect(programIn(set, name)).toBe(join(set, name));
  });

  it('need Go where none are built, and the message says what else to do', () => {
    process.env['XDG_CACHE_HOME'] = folder;
    process.env['PATH'] = folder;
    expect(() => programFolder(quiet)).toThrow(
      /there is none on the PATH.*npm run test:cluster -- --bin DIR, or KUBEBUILDER_ASSETS=DIR\./,
    );
  });
});

it('the tests run where there is loopback alone', () => {
  const isolate = programIn(programFolder(quiet), 'isolate');
  const script = 'console.log(Object.keys(require("node:os").networkInterfaces()).join())';
  const { stdout, status } = spawnSync(isolate, [process.execPath, '-e', script], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, 'lo\n']);
});
