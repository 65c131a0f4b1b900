import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER_VARIABLES, NEEDED, programFolder } from './harness/programs.js';

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

  it('need Go where none are built, and the message says what else to do', () => {
    process.env['XDG_CACHE_HOME'] = folder;
    process.env['PATH'] = folder;
    expect(() => programFolder(quiet)).toThrow(
      /there is none on the PATH.*npm run test:cluster -- --bin DIR, or KUBEBUILDER_ASSETS=DIR\./,
    );
  });
});
