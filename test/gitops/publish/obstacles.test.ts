import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { publish } from '../../../lib/gitops/index.js';
import { refusal } from '../../app/program.js';
import { Sandbox, clusterTree, configMap, removeSandboxes } from './sandbox.js';

afterAll(removeSandboxes);

const TENANTS = clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.1.0' });
const APP = 'manifests/prod/apps/tenant-a/configmap_tenant-a_app.yaml';

function published(): Sandbox {
  const box = new Sandbox();
  box.git('init', '--quiet');
  box.publish(TENANTS);
  box.commit();
  return box;
}

describe('what stands in the way', () => {
  /** The refusal of a publish, which must not change anything. */
  function refused(box: Sandbox, tree = TENANTS): string {
    const before = box.files();
    const names = readdirSync(box.checkout);
    const text = refusal(() => box.publish(tree));
    expect(box.files()).toEqual(before);
    expect(readdirSync(box.checkout)).toEqual(names);
    return text;
  }

  it('a foreign file', () => {
    const box = new Sandbox();
    box.edit({ [APP]: 'foreign' });
    expect(refused(box)).toBe(
      `TM5102 at ${APP}: a file stands here that publish did not write, and it is not what synth has for this path. ` +
        'Move it away, or restore the inventory from Git where publish did write it once.',
    );
  });

  it.each([['manifests/prod/apps/tenant-a'], [APP], ['manifests'], ['.tenant-mesh']])('a link at %s', (path) => {
    const box = new Sandbox();
    box.edit({ [join('outside', 'x')]: 'x', [join(path, '..', 'x')]: 'x' });
    symlinkSync(join(box.root, 'dist'), join(box.checkout, path));
    expect(refused(box)).toContain(
      `TM5103 at ${path}: a symbolic link stands where the publish would write, and it may lead anywhere. ` +
        'Put a plain file or folder there, or remove the link.',
    );
  });

  it('a link in place of a file that goes', () => {
    const box = published();
    rmSync(join(box.checkout, APP));
    symlinkSync('/etc/hostname', join(box.checkout, APP));
    expect(refused(box, clusterTree({ 'tenant-b': '1.1.0' }))).toContain(
      `TM5103 at ${APP}: publish wrote a file here, and now a symbolic link or special file stands in its place. ` +
        'Remove it; publish removes only what it wrote itself.',
    );
  });

  it('a folder where a file must be, and a file where a folder must be', () => {
    const box = new Sandbox();
    mkdirSync(join(box.checkout, APP), { recursive: true });
    box.edit({ [`${APP}/x`]: 'x', 'clusters/prod/flux-system': 'x' });
    const text = refused(box);
    expect(text).toContain(`TM5112 at ${APP}: a file must be here, and something else is. `);
    expect(text).toContain('TM5112 at clusters/prod/flux-system: a folder must be here, and something else is. ');
  });

  it('a path that differs by case alone', () => {
    const box = new Sandbox();
    box.edit({ 'Manifests/x': 'x' });
    expect(refused(box)).toContain(
      'TM5105 at manifests: it differs from "Manifests" by case alone, and some disks take the two for one. Give one of them another name.',
    );
    expect(refused(new Sandbox(), { 'clusters/a/one': '', 'clusters/a/One': '' })).toContain('TM5105 at clusters/a/');
  });

  it('a read-only file, and a read-only folder', () => {
    const box = published();
    chmodSync(join(box.checkout, APP), 0o444);
    const changed = { ...TENANTS, [APP]: configMap('tenant-a', 'app', 'two') };
    expect(refused(box, changed)).toBe(
      `TM5106 at ${APP}: it is read-only, so somebody wants it left as it is. ` +
        'Make it writable with `chmod u+w`, or leave it out of the tree.',
    );
    chmodSync(join(box.checkout, APP), 0o644);
    chmodSync(join(box.checkout, 'manifests'), 0o555);
    expect(refused(box, changed)).toContain('TM5106 at manifests: ');
    chmodSync(join(box.checkout, 'manifests'), 0o755);
  });

  it('a tree that is not there, is empty, or holds more than plain files', () => {
    const box = new Sandbox();
    expect(refused(box, {})).toContain('no file to publish is there, and publishing nothing would remove everything');
    box.synth({ 'clusters/a/one': '', '.git/hooks/post-checkout': '', 'x/.Tenant-Mesh/y': '' });
    symlinkSync('/etc/hostname', join(box.dist, 'link'));
    const text = refusal(() => publish(box.dist, box.checkout));
    expect(text).toContain('TM5103 at link: the tree to publish holds a symbolic link or a special file');
    expect(text).toContain('TM5104 at .git: the path belongs to Git or to the books of publish');
    expect(text).toContain('TM5104 at x/.Tenant-Mesh: ');
    expect(refusal(() => publish(box.dist, join(box.root, 'nowhere')))).toContain(
      'the checkout is not there, or is no folder',
    );
  });

  it('an inventory that leads out of the checkout, or is none', () => {
    const box = published();
    const path = '.tenant-mesh/clusters/prod.jsonl';
    const sound = box.read(path);
    for (const outside of [
      'clusters/prod/../../../x',
      '/etc/passwd',
      '.git/config',
      'clusters/other/x',
      'clusters/prod/.GIT/x',
    ]) {
      box.edit({ [path]: `${sound}${JSON.stringify({ path: outside, digest: 'x', objects: [] })}\n` });
      expect(refused(box)).toContain('the path leads out of the checkout, into the books of Git, or to another owner');
    }
    box.edit({ [path]: `<<<<<<< HEAD\n${sound}` });
    expect(refused(box)).toBe(
      'TM5111 at .tenant-mesh/clusters/prod.jsonl:1: the line is no entry of an inventory (got "<<<<<<< HEAD"). ' +
        'Restore the file from Git; where a merge left both sides, keep the lines of both.',
    );
  });
});
