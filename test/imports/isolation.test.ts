import { execFileSync } from 'node:child_process';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The modules of `lib/imports` that a fresh process holds after it has required one of them. */
function loadedBy(module: string): string[] {
  const script = `require('./lib/imports/${module}.ts'); console.log(JSON.stringify(Object.keys(require.cache)));`;
  const out = execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: ROOT, encoding: 'utf8' });
  const files = JSON.parse(out) as readonly string[];
  return files
    .map((file) => relative(join(ROOT, 'lib/imports'), file.split('?')[0] ?? ''))
    .filter((file) => !file.startsWith('..'));
}

describe('requiring the kinds of one system', () => {
  it('loads its own modules, no other system and no data', () => {
    expect(loadedBy('istio/index').sort()).toEqual([
      'istio/extensions.istio.io.ts',
      'istio/index.ts',
      'istio/networking.istio.io.ts',
      'istio/security.istio.io.ts',
      'istio/telemetry.istio.io.ts',
    ]);
  });

  it('loads one group of the built-in kinds alone: what they share are types', () => {
    expect(loadedBy('kubernetes/apps')).toEqual(['kubernetes/apps.ts']);
  });

  it('loads no kind for the schemas', () => {
    expect(loadedBy('schemas')).toEqual(['schemas.ts']);
  });
});
