import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { changedLines, synthFiles, type Files } from './trees.js';
import { appWith, type ThirdTenant } from './variants.js';

const BEFORE = synthFiles(addMetalProd);

/** Files that appear, vanish and change when a third tenant is added. */
function difference(after: Files): { appeared: string[]; vanished: string[]; changed: string[] } {
  return {
    appeared: [...after.keys()].filter((path) => !BEFORE.has(path)),
    vanished: [...BEFORE.keys()].filter((path) => !after.has(path)),
    changed: [...BEFORE.keys()].filter((path) => after.has(path) && after.get(path) !== BEFORE.get(path)),
  };
}

describe.each<ThirdTenant>([
  { tenant: 'tenant-c', behind: 'shared' },
  { tenant: 'tenant-c', behind: 'own' },
])('a third tenant with gateway: $behind', (third) => {
  const after = synthFiles((app) => appWith(third, app));
  const { appeared, vanished, changed } = difference(after);

  it('17: brings files of its own alone', () => {
    expect(vanished).toEqual([]);
    expect(appeared.length).toBeGreaterThan(80);
    expect(appeared.filter((path) => !path.includes('tenant-c'))).toEqual([]);
    for (const unit of ['tenants/tenant-c', 'apps/tenant-c', 'auth/tenant-c']) {
      expect(appeared).toContain(`manifests/metal-prod/${unit}/kustomization.yaml`);
    }
  });

  it('changes the shared files that docs/layout.md lists, and no others', () => {
    const shared = sharedFiles();
    expect(changed.length).toBeGreaterThan(5);
    expect(changed.filter((path) => !shared.some((pattern) => pattern.test(path)))).toEqual([]);
  });

  it("adds only its own lines to them, and takes away none of another tenant's", () => {
    for (const path of changed) {
      const { added, removed } = changedLines(BEFORE.get(path) ?? '', after.get(path) ?? '');
      expect(removed.filter((line) => !isListLine(line))).toEqual([]);
      expect(
        added
          .filter((line) => line.includes('tenant-a') || line.includes('tenant-b'))
          .filter((line) => !isListLine(line)),
      ).toEqual([]);
      expect(added.join('\n')).toMatch(/tenant-c|tenant--c|PILOT_ENABLE_MULTIPLE/);
    }
  });
});

/** The list of signers is one line of YAML text inside a ConfigMap: the tenant's part of it is one entry. */
function isListLine(line: string): boolean {
  return line.includes('certSigners: [');
}

/** The table of shared files in the page on the layout, as patterns. */
function sharedFiles(): readonly RegExp[] {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'layout.md'), 'utf8');
  const [, table = ''] = page.split('| shared file');
  const paths = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, path = '']) => path.replace('<cluster>', 'metal-prod'));
  return paths.map((path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`));
}
