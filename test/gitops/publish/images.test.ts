import { isInRange } from '../../../lib/gitops/images/range.js';
import { formatPublish } from '../../../lib/gitops/index.js';
import { refusal } from '../../app/program.js';
import { Sandbox, bump, clusterTree, imagePolicy, kustomization, removeSandboxes, type Tree } from './sandbox.js';

afterAll(removeSandboxes);

const TREE = clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.1.0' });
const IMAGES = 'manifests/prod/apps/tenant-a/kustomization.yaml';

/** A checkout in which Flux has bumped the image of a tenant. */
function bumped(tag: string): Sandbox {
  const box = new Sandbox();
  box.publish(TREE);
  box.edit({ [IMAGES]: bump(box.read(IMAGES), 'tenant-a-app', tag) });
  return box;
}

describe('an image tag that Flux bumped', () => {
  it('stays, is told of, and changes nothing by itself', () => {
    const box = bumped('1.4.2');
    const before = box.files();
    const report = box.publish(TREE);
    expect(report).toMatchObject({
      written: [],
      keptValues: [{ path: IMAGES, policy: 'flux-system:tenant-a-app:tag', value: '1.4.2', synthesized: '1.0.0' }],
    });
    expect(formatPublish(report)).toContain(
      `keep    ${IMAGES}: 1.4.2 by policy flux-system:tenant-a-app:tag (the program has 1.0.0)\n`,
    );
    expect(box.files()).toEqual(before);
  });

  it('stays when the rest of the file changes, with its marker', () => {
    const box = bumped('1.4.2');
    const next = kustomization(['configmap_tenant-a_app.yaml', 'more.yaml'], { 'tenant-a-app': '1.0.0', new: '3.0.0' });
    expect(box.publish({ ...TREE, [IMAGES]: next }).written).toEqual([IMAGES]);
    expect(box.read(IMAGES)).toBe(bump(next, 'tenant-a-app', '1.4.2'));
  });

  it('stays in the form that Flux gives the file', () => {
    const box = bumped('1.4.2');
    const rewritten = box.read(IMAGES).replaceAll('  - ', '- ').replaceAll('    newTag', '  newTag');
    box.edit({ [IMAGES]: rewritten });
    expect(box.publish(TREE).written).toEqual([]);
    expect(box.read(IMAGES)).toBe(rewritten);
  });

  it('gives way to the tag of the program when that is asked for', () => {
    const box = bumped('1.4.2');
    expect(box.publish(TREE, { resetImages: true })).toMatchObject({ written: [IMAGES], keptValues: [] });
    expect(box.published()).toEqual(TREE);
  });

  it('gives way when the marker names another policy', () => {
    const box = bumped('1.4.2');
    const other = kustomization(['configmap_tenant-a_app.yaml'], { 'other-app': '7.0.0' });
    box.publish({ ...TREE, [IMAGES]: other });
    expect(box.read(IMAGES)).toBe(other);
  });

  it('moves along with its file', () => {
    const box = bumped('1.4.2');
    const moved = 'manifests/prod/apps/renamed/kustomization.yaml';
    const { [IMAGES]: text = '', ...rest } = TREE;
    box.publish({ ...rest, [moved]: text });
    expect(box.read(moved)).toBe(bump(text, 'tenant-a-app', '1.4.2'));
  });

  it('stays a text, whatever it looks like', () => {
    const policy = 'manifests/prod/tenants/tenant-a/imagepolicy_app.yaml';
    const free: Tree = { ...TREE, [policy]: imagePolicy('tenant-a-app', '*') };
    const box = new Sandbox();
    box.publish(free);
    box.edit({ [IMAGES]: bump(box.read(IMAGES), 'tenant-a-app', '"1.10"') });
    box.publish({ ...free, [IMAGES]: `${free[IMAGES] ?? ''}# more\n` });
    box.publish({ ...free, [IMAGES]: kustomization(['x.yaml'], { 'tenant-a-app': '1.0.0' }) });
    expect(box.read(IMAGES)).toContain('newTag: "1.10" # {"$imagepolicy": "flux-system:tenant-a-app:tag"}');
  });

  it('outside the range of its policy stops the publish', () => {
    const box = bumped('2.0.0');
    const before = box.files();
    expect(refusal(() => box.publish(TREE))).toBe(
      `TM5109 at ${IMAGES}: tenant-a-app: the checkout has this tag, and policy flux-system/tenant-a-app ` +
        '(manifests/prod/tenants/tenant-a/imagepolicy_app.yaml) asks for the range ">=1.0.0 <2.0.0" (got "2.0.0"). ' +
        'Widen the range, or publish the tag of the program with --reset-images.',
    );
    expect(box.files()).toEqual(before);
    box.publish(TREE, { resetImages: true });
    expect(box.published()).toEqual(TREE);
  });

  it('is judged by what the policy takes out of it', () => {
    const filter = ['  filterTags:', "    pattern: '^main-v(?P<v>.*)$'", '    extract: $v', ''].join('\n');
    const policy = 'manifests/prod/tenants/tenant-a/imagepolicy_app.yaml';
    const filtered = { ...TREE, [policy]: imagePolicy('tenant-a-app', '1.x') + filter };
    for (const [tag, isKept] of [
      ['main-v1.2.3', true],
      ['main-v2.2.3', false],
      ['1.2.3', false],
    ] as const) {
      const box = bumped(tag);
      if (isKept) expect(box.publish(filtered).keptValues).toHaveLength(1);
      else expect(refusal(() => box.publish(filtered))).toContain('and the pattern "^main-v(?P<v>.*)$"');
    }
    const broken = { ...TREE, [policy]: imagePolicy('tenant-a-app', '1.x') + filter.replace('(?P<v>', '((') };
    expect(refusal(() => bumped('1.2.3').publish(broken))).toContain(
      'the pattern of an ImagePolicy is no regular expression of Go',
    );
  });

  it('beside a change by hand does not hide that change', () => {
    const box = bumped('1.4.2');
    box.edit({ [IMAGES]: `${box.read(IMAGES)}namePrefix: x-\n` });
    expect(refusal(() => box.publish(TREE))).toContain(`TM5101 at ${IMAGES}: namePrefix: `);
  });
});

describe('a range of versions', () => {
  it.each([
    ['>=1.0.0 <2.0.0', ['1.0.0', 'v1.9.9', '1.2'], ['2.0.0', '0.9.9', '1.5.0-rc.1', 'latest']],
    ['>=1.0.0, <2.0.0', ['1.0.0'], ['2.0.0']],
    ['^1.2.3', ['1.2.3', '1.9.0'], ['1.2.2', '2.0.0']],
    ['^0.2.3', ['0.2.3', '0.2.9'], ['0.3.0', '0.2.2']],
    ['^0.0.3', ['0.0.3'], ['0.0.4']],
    ['^0', ['0.0.1', '0.9.0'], ['1.0.0']],
    ['~1.2.3', ['1.2.3', '1.2.9'], ['1.3.0']],
    ['~1', ['1.0.0', '1.9.9'], ['2.0.0']],
    ['1.2.x', ['1.2.0', '1.2.7'], ['1.3.0', '1.1.9']],
    ['1', ['1.0.0', '1.9.9'], ['2.0.0']],
    ['6.x || 8.x', ['6.1.0', '8.0.0'], ['7.0.0']],
    ['1.2 - 1.4.5', ['1.2.0', '1.4.5'], ['1.4.6', '1.1.9']],
    ['>1.2', ['1.3.0'], ['1.2.5', '1.2.0']],
    ['<=1.2', ['1.2.9', '0.1.0'], ['1.3.0']],
    ['!=1.2.3', ['1.2.4'], ['1.2.3']],
    ['*', ['0.0.1', '99.0.0'], ['1.0.0-rc.1']],
    ['>=1.0.0-0', ['1.0.0-rc.1', '1.0.0'], ['0.9.0-rc.1']],
    ['>=1.0.0-rc.1 <2.0.0', ['1.0.0-rc.1', '1.1.0-alpha', '1.9.9'], ['0.9.0', '2.0.0', '1.0.0-alpha']],
    ['>=1.0.0-rc.2', ['1.0.0-rc.10', '1.0.0-rc.2'], ['1.0.0-rc.1', '1.0.0-alpha']],
  ])('%s', (range, inside, outside) => {
    expect(inside.filter((tag) => isInRange(tag, range) !== true)).toEqual([]);
    expect(outside.filter((tag) => isInRange(tag, range) !== false)).toEqual([]);
  });

  it('in an unknown form is left to Flux', () => {
    for (const range of ['newest please', '', '>*', '!=x', '~0.0.0']) expect(isInRange('1.0.0', range)).toBeUndefined();
  });
});
