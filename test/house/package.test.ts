import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listDoors, mappedSource, specifier, withDoors, type Door } from '../../scripts/doors.js';
import { strayFiles } from '../../scripts/package/contents.js';
import { ROOT, read } from './sources.js';

const { compilerOptions } = JSON.parse(read('tsconfig.json')) as {
  readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly string[]>> };
};

/** Result of the lock check on a lock file with these entries. */
function checkLock(packages: Readonly<Record<string, object>>): { status: number | null; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-lock-'));
  try {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
    const script = join(ROOT, 'scripts/check-lock.mjs');
    return spawnSync(process.execPath, [script, 'package-lock.json'], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('doors', () => {
  const doors = listDoors(ROOT);

  it('are the folders that exist', () => {
    expect(doors.map(specifier)).toEqual(expect.arrayContaining(['tenant-mesh/istio', 'tenant-mesh/istio/kinds']));
    expect(doors.map(specifier)).not.toContain('tenant-mesh/tenancy');
    expect(doors.filter(({ generated }) => generated).every(({ path }) => path.endsWith('/kinds'))).toBe(true);
  });

  it('lead to the sources by the paths that stacks, examples and pages use', () => {
    const mapped = doors.map((door) => [door.path, mappedSource(compilerOptions.paths, specifier(door))]);
    expect(mapped).toEqual(doors.map(({ path, source }) => [path, source]));
  });

  it('stand in package.json as they are', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
    expect(withDoors(manifest, doors)).toEqual(manifest);
  });

  it('are written for Node and for resolution that reads no exports', () => {
    const door: Door = { path: './istio', source: 'constructs/istio/index.ts', generated: false };
    expect(withDoors({ name: 'a' }, [door])).toMatchObject({
      name: 'a',
      exports: {
        './istio': { types: './build/constructs/istio/index.d.ts', default: './build/constructs/istio/index.js' },
      },
      typesVersions: { '*': { istio: ['./build/constructs/istio/index.d.ts'] } },
    });
  });
});

describe('the lock check', () => {
  const parent = { optionalDependencies: { 'binding-a': '1.0.0' } };

  it('passes the lock file of the project', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, object> };
    expect(checkLock(packages)).toMatchObject({ status: 0, stderr: '' });
  });

  it('names the parent whose platform package is nowhere', () => {
    const { status, stderr } = checkLock({ '': {}, 'node_modules/parent': parent });
    expect(status).toBe(1);
    expect(stderr).toContain('node_modules/parent needs binding-a, which the lock file lacks');
  });

  it('looks in the package itself and upwards, as Node does', () => {
    const nested = { 'node_modules/a/node_modules/parent': parent };
    expect(checkLock({ ...nested, 'node_modules/binding-a': {} }).status).toBe(0);
    expect(checkLock({ ...nested, 'node_modules/a/node_modules/binding-a': {} }).status).toBe(0);
    expect(checkLock({ ...nested, 'node_modules/b/node_modules/binding-a': {} }).status).toBe(1);
  });
});

describe('the package', () => {
  it('installs without scripts of its own', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).not.toHaveProperty(name);
  });

  it('holds compiled code and data, and no sources', () => {
    const files = ['build/lib/index.js', 'build/lib/index.d.ts', 'build/lib/imports/data/crds/index.json', 'LICENSE'];
    expect(strayFiles(files)).toEqual([]);
    expect(strayFiles(['lib/index.ts', 'build/lib/index.js.map', 'build/test/a.js'])).toHaveLength(3);
  });
});
