import { existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SEEN_FILE, Seen } from '../../../lib/gitops/publish/seen.js';
import { publish } from '../../../lib/gitops/index.js';
import { refusal } from '../../app/program.js';
import { Sandbox, clusterTree, configMap, removeSandboxes } from './sandbox.js';

const TREE = clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.0.0' });
const RAILS = 'manifests/prod/tenants/tenant-a/configmap_rails.yaml';

afterEach(() => jest.restoreAllMocks());
afterAll(removeSandboxes);

/** A checkout that was published into twice, when its files were no longer fresh. */
function seen(): Sandbox {
  const box = new Sandbox();
  box.publish(TREE);
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + 60_000);
  publish(box.dist, box.checkout);
  expect(existsSync(join(box.checkout, SEEN_FILE))).toBe(true);
  return box;
}

/** Number of files that a publish reads and finds equal. */
function compared(box: Sandbox): number {
  const read = jest.spyOn(Seen.prototype, 'note');
  read.mockClear();
  publish(box.dist, box.checkout);
  return read.mock.calls.length;
}

describe('files that were found equal before', () => {
  it('are not read again', () => {
    const box = seen();
    expect(compared(box)).toBe(0);
    box.edit({ [RAILS]: box.read(RAILS) });
    expect(compared(box)).toBe(1);
    expect(compared(box)).toBe(0);
  });

  it('are read where they changed without growing, here or there', () => {
    const box = seen();
    box.edit({ [RAILS]: configMap('tenant-a', 'rails', 'two') });
    expect(refusal(() => publish(box.dist, box.checkout))).toContain(`TM5101 at ${RAILS}: data.value: `);
    const other = seen();
    const next = { ...TREE, [RAILS]: configMap('tenant-a', 'rails', 'two') };
    expect(other.publish(next).written).toEqual([RAILS]);
    expect(other.published()).toEqual(next);
  });

  it('stay known when others change', () => {
    const box = seen();
    const all = Object.keys(TREE).length;
    box.publish({ ...TREE, [RAILS]: configMap('tenant-a', 'rails', 'two') });
    expect(compared(box)).toBeLessThan(all);
    expect(compared(box)).toBe(0);
  });

  it('count for nothing after the inventory was changed, or in another folder', () => {
    const box = seen();
    const books = '.tenant-mesh/clusters/prod.jsonl';
    box.edit({ [books]: box.read(books).replace(/sha256:../, 'sha256:zz') });
    expect(compared(box)).toBeGreaterThan(1);
    const other = seen();
    other.synth(TREE);
    expect(compared(other)).toBeGreaterThan(1);
  });

  it('are compared anew where the notes were lost or torn', () => {
    const box = seen();
    const text = box.notes();
    for (const torn of [text.slice(0, 100), '[]', '{"schemaVersion":1}', text.replace(/\d+\]/, '1,2]')]) {
      box.edit({ [SEEN_FILE]: torn });
      expect(compared(box)).toBeGreaterThan(1);
    }
    rmSync(join(box.checkout, SEEN_FILE));
    expect(compared(box)).toBeGreaterThan(1);
  });

  it('are not known while they are fresh, for they may change within the same tick of the clock', () => {
    const box = new Sandbox();
    box.publish(TREE);
    publish(box.dist, box.checkout);
    expect(existsSync(join(box.checkout, SEEN_FILE))).toBe(false);
  });

  it('count for nothing where a link to the same files stands in for their folder', () => {
    const box = seen();
    const folder = join(box.checkout, 'manifests/prod/tenants/tenant-a');
    renameSync(folder, join(box.root, 'elsewhere'));
    symlinkSync(join(box.root, 'elsewhere'), folder);
    expect(refusal(() => publish(box.dist, box.checkout))).toContain('TM5101 at manifests/prod/tenants/tenant-a/');
  });

  it('are noted where Git does not look', () => {
    const box = seen();
    box.git('init', '--quiet');
    expect(box.git('status', '--porcelain', '--untracked-files=all')).not.toContain('seen.json');
  });
});
