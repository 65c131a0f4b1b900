import { chmodSync, existsSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from '../../app/program.js';
import { Sandbox, bump, clusterTree, configMap, removeSandboxes } from './sandbox.js';

afterAll(removeSandboxes);

const TENANTS = clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.1.0' });
const APP = 'manifests/prod/apps/tenant-a/configmap_tenant-a_app.yaml';
const RAILS = 'manifests/prod/tenants/tenant-b/configmap_rails.yaml';

function published(): Sandbox {
  const box = new Sandbox();
  box.git('init', '--quiet');
  box.publish(TENANTS);
  box.commit();
  return box;
}

describe('publish', () => {
  it('brings every file of the tree, and says so', () => {
    const box = new Sandbox();
    const report = box.publish(TENANTS);
    expect(box.published()).toEqual(TENANTS);
    expect(report).toMatchObject({ written: Object.keys(TENANTS).sort(), removed: [], unchanged: 0 });
  });

  it('touches nothing when nothing changed', () => {
    const box = published();
    for (const path of Object.keys(box.files())) utimesSync(join(box.checkout, path), 1, 1);
    const report = box.publish(TENANTS);
    expect(report).toMatchObject({ written: [], removed: [], unchanged: Object.keys(TENANTS).length });
    expect(new Set(Object.values(box.times()))).toEqual(new Set([1000]));
    expect(box.git('status', '--porcelain', '--ignored')).toBe('');
  });

  it('writes only what differs', () => {
    const box = published();
    box.publish({ ...TENANTS, [APP]: configMap('tenant-a', 'app', 'two') });
    expect(box.git('status', '--porcelain').trim().split('\n')).toEqual([
      'M .tenant-mesh/clusters/prod.jsonl',
      ` M ${APP}`,
    ]);
    expect(box.git('diff', '--numstat', '.tenant-mesh')).toMatch(/^1\t1\t/);
  });

  it('removes files that the tree no longer has, and folders that this empties', () => {
    const box = published();
    const report = box.publish(clusterTree({ 'tenant-b': '1.1.0' }));
    expect(report.removed).toContain(APP);
    expect(existsSync(join(box.checkout, 'manifests/prod/apps/tenant-a'))).toBe(false);
    expect(box.published()).toEqual(clusterTree({ 'tenant-b': '1.1.0' }));
  });

  it('leaves foreign files alone, and the folders that hold them', () => {
    const box = published();
    box.edit({ 'manifests/prod/apps/tenant-a/secret.sops.yaml': 'foreign', 'README.md': 'foreign' });
    box.publish(clusterTree({ 'tenant-b': '1.1.0' }));
    expect(box.read('manifests/prod/apps/tenant-a/secret.sops.yaml')).toBe('foreign');
    expect(box.read('README.md')).toBe('foreign');
  });

  it('puts a folder where a file of its own was, and a file where a folder was', () => {
    const box = new Sandbox();
    const [one, other] = [
      { 'clusters/a/x': '1', 'clusters/a/y/z': '2' },
      { 'clusters/a/x/deep': '3', 'clusters/a/y': '4' },
    ];
    for (const tree of [one, other, one]) {
      box.publish(tree);
      expect(box.published()).toEqual(tree);
    }
  });

  it('keeps the permissions of a file that it rewrites', () => {
    const box = published();
    chmodSync(join(box.checkout, APP), 0o755);
    box.commit();
    box.publish({ ...TENANTS, [APP]: configMap('tenant-a', 'app', 'two') });
    expect(box.git('diff', '--summary')).toBe('');
  });

  it('takes over a file that is the same already', () => {
    const box = new Sandbox();
    box.edit({ [APP]: TENANTS[APP] ?? '' });
    expect(box.publish(TENANTS).written).not.toContain(APP);
    expect(box.publish(clusterTree({ 'tenant-b': '1.1.0' })).removed).toContain(APP);
  });

  it('makes the files of flux bootstrap when they are absent, and then leaves them to Flux', () => {
    const path = 'clusters/prod/flux-system/gotk-sync.yaml';
    const box = published();
    expect(box.read(path)).toBe(TENANTS[path]);
    box.edit({ [path]: 'filled by flux\n' });
    box.publish(clusterTree({ 'tenant-a': '1.0.0' }));
    box.publish({ '.gitattributes': '', 'clusters/prod/one.yaml': configMap('tenant-a', 'one') });
    expect(box.read(path)).toBe('filled by flux\n');
  });

  it('leaves a cluster alone that the tree does not have, until it is told', () => {
    const box = new Sandbox();
    const east = clusterTree({ 'tenant-a': '1.0.0' }, 'east');
    box.publish({ ...TENANTS, ...east });
    expect(box.publish(TENANTS).leftAlone).toEqual(['east']);
    expect(box.published()).toEqual({ ...TENANTS, ...east });
    expect(box.publish(TENANTS, { removeClusters: ['east'] }).removed).toContain('clusters/east/kustomization.yaml');
    expect(Object.keys(box.files()).filter((path) => path.includes('/east'))).toEqual([
      'clusters/east/flux-system/gotk-sync.yaml',
    ]);
  });
});

describe('a file that was changed by hand', () => {
  const edited = configMap('tenant-a', 'app', 'by-hand');

  it('stops the publish, which names file and fields', () => {
    const box = published();
    box.edit({ [APP]: edited });
    const before = box.files();
    expect(refusal(() => box.publish(clusterTree({ 'tenant-a': '1.0.0' })))).toBe(
      `TM5101 at ${APP}: data.value: somebody changed this file since publish wrote it, and it differs from what synth wrote now. ` +
        `Carry the change over into the program; or write what synth has with --take ${APP}, or leave the file alone with --keep ${APP}.`,
    );
    expect(box.files()).toEqual(before);
  });

  it('is overwritten with take', () => {
    const box = published();
    box.edit({ [APP]: edited });
    expect(box.publish(TENANTS, { take: [APP] }).written).toEqual([APP]);
    expect(box.published()).toEqual(TENANTS);
  });

  it('stays with keep, publish after publish, until it is taken or changed again', () => {
    const box = published();
    box.edit({ [APP]: edited });
    expect(box.publish(TENANTS, { keep: [APP] }).keptFiles).toEqual([APP]);
    expect(box.publish({ ...TENANTS, [APP]: configMap('tenant-a', 'app', 'two') }).keptFiles).toEqual([APP]);
    expect(box.read(APP)).toBe(edited);
    box.edit({ [APP]: `${edited}# again\n` });
    expect(refusal(() => box.publish(TENANTS))).toContain('data.value');
    box.publish(TENANTS, { take: ['manifests/prod/apps'] });
    expect(box.published()).toEqual(TENANTS);
  });

  it('may also have been deleted', () => {
    const box = published();
    rmSync(join(box.checkout, APP));
    expect(refusal(() => box.publish(TENANTS))).toContain('publish wrote this file, and somebody deleted it');
    expect(box.publish(TENANTS, { keep: [APP] }).keptFiles).toEqual([APP]);
    expect(box.publish(TENANTS).keptFiles).toEqual([APP]);
    box.publish(TENANTS, { take: [APP] });
    expect(box.published()).toEqual(TENANTS);
  });

  it('is not removed when the tree no longer has it, and belongs to nobody once it is kept', () => {
    const box = published();
    box.edit({ [APP]: edited });
    const without = clusterTree({ 'tenant-b': '1.1.0' });
    expect(refusal(() => box.publish(without))).toContain(
      'synth no longer writes this file, and somebody changed it since publish did',
    );
    box.publish(without, { keep: [APP] });
    expect(box.publish(without).keptFiles).toEqual([]);
    expect(box.read(APP)).toBe(edited);
  });

  it('is one that somebody changed to what the tree has now: no question arises', () => {
    const box = published();
    box.edit({ [APP]: edited });
    expect(box.publish({ ...TENANTS, [APP]: edited }).written).toEqual([]);
    expect(box.publish(TENANTS).written).toEqual([APP]);
  });

  it('is told of together with every other one', () => {
    const box = published();
    box.edit({ [APP]: edited, [RAILS]: edited });
    const text = refusal(() => box.publish(TENANTS));
    expect(text).toContain(APP);
    expect(text).toContain(RAILS);
    expect(refusal(() => box.publish(TENANTS, { take: [APP, RAILS], keep: [RAILS] }))).toContain(
      'both --take and --keep name this path',
    );
    expect(refusal(() => box.publish(TENANTS, { take: [APP, RAILS, 'typo'] }))).toBe(
      'TM5114 at typo: a decision was given about this path, and no file there was changed by hand. ' +
        'Leave the option out, or give a path as the error shows it.',
    );
  });
});

describe('secrets', () => {
  const secret = (value: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\n  namespace: tenant-a\nstringData:\n  key: ${value}\n`;

  it('that a generator makes from literals are refused, and those from files are not', () => {
    const path = 'manifests/a/apps/x/kustomization.yaml';
    const generator = (source: string): string => `resources: []\nsecretGenerator:\n  - name: key\n    ${source}\n`;
    expect(refusal(() => new Sandbox().publish({ [path]: generator('literals: [password=open]') }))).toBe(
      `TM5110 at ${path}: secretGenerator[0].literals: a Secret would stand in Git in clear. ` +
        'Encrypt the file with SOPS, or supply the Secret by other means.',
    );
    for (const source of ['files: [key.encrypted]', 'literals: []', 'literals: [']) {
      expect(new Sandbox().publish({ [path]: generator(source) }).written).toEqual([path]);
    }
  });

  it('in clear are refused', () => {
    expect(refusal(() => new Sandbox().publish({ 'clusters/a/s.yaml': secret('hunter2') }))).toBe(
      'TM5110 at clusters/a/s.yaml: stringData.key: a Secret would stand in Git in clear. ' +
        'Encrypt the file with SOPS, or supply the Secret by other means.',
    );
  });

  it('that SOPS encrypted pass byte by byte', () => {
    const box = new Sandbox();
    const text = `${secret('ENC[AES256_GCM,data:bm9wZQ==,iv:eA==,tag:eA==,type:str]')}sops:\n    mac:   ENC[x]\n    # odd   spacing\n`;
    box.publish({ 'clusters/a/s.yaml': text });
    expect(box.read('clusters/a/s.yaml')).toBe(text);
  });
});

it('a change of formatting alone is a change by hand', () => {
  const box = published();
  box.edit({ [APP]: `${TENANTS[APP] ?? ''}# note\n` });
  expect(refusal(() => box.publish(TENANTS))).toContain(`TM5101 at ${APP}: comments or formatting: `);
});

it('a lost inventory is made anew from a tree that is the same, with the tags that Flux bumped', () => {
  const box = published();
  const images = 'manifests/prod/apps/tenant-a/kustomization.yaml';
  box.edit({ [images]: bump(box.read(images), 'tenant-a-app', '1.5.0') });
  const before = box.files();
  rmSync(join(box.checkout, '.tenant-mesh'), { recursive: true });
  expect(box.publish(TENANTS).written).toEqual([]);
  expect(box.files()).toEqual(before);
});
