import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addEksProd } from '../../../stacks/eks-prod.js';
import { addMetalProd } from '../../../stacks/metal-prod.js';
import { planPublish } from '../../../lib/gitops/index.js';
import { changedLines, synthFiles } from '../../stacks/trees.js';
import { appWith } from '../../stacks/variants.js';
import { Sandbox, removeSandboxes, type Tree } from './sandbox.js';

afterAll(removeSandboxes);

const EKS = Object.fromEntries(synthFiles(addEksProd));
const BEFORE: Tree = { ...EKS, ...Object.fromEntries(synthFiles(addMetalProd)) };
const THIRD: Tree = {
  ...EKS,
  ...Object.fromEntries(synthFiles((app) => appWith({ tenant: 'tenant-c', behind: 'shared' }, app))),
};

/** Table of shared files in the page on the layout. */
const SHARED = [
  ...readFileSync(join(__dirname, '..', '..', '..', 'docs', 'layout.md'), 'utf8').matchAll(/^\| `([^`]+)`/gm),
]
  .map(([, path = '']) => path.replace('<cluster>', 'metal-prod').replaceAll('.', '\\.').replaceAll('*', '[^/]*'))
  .map((pattern) => new RegExp(`^${pattern}$`));

function published(): Sandbox {
  const box = new Sandbox();
  box.git('init', '--quiet');
  box.publish(BEFORE);
  box.commit();
  return box;
}

describe('the reference platform', () => {
  it('published twice changes nothing', () => {
    const box = published();
    expect(box.publish(BEFORE)).toMatchObject({ written: [], removed: [], unchanged: Object.keys(BEFORE).length });
    expect(box.git('status', '--porcelain')).toBe('');
  });

  it('with a tenant more touches the files of that tenant and the shared ones that the layout lists', () => {
    const box = published();
    box.synth(THIRD);
    const plan = planPublish(box.dist, box.checkout);
    expect(plan.warnings.filter(({ needsLeave }) => needsLeave)).toEqual([]);
    expect(plan.objects.map(({ action }) => action)).not.toContain('delete');
    const books = box.read('.tenant-mesh/clusters/metal-prod.jsonl');
    const { written, removed } = box.publish(THIRD);
    expect(removed).toEqual([]);
    const shared = written.filter((path) => !path.includes('tenant-c'));
    expect(shared.length).toBeGreaterThan(3);
    expect(shared.filter((path) => !SHARED.some((pattern) => pattern.test(path)))).toEqual([]);
    const lines = changedLines(books, box.read('.tenant-mesh/clusters/metal-prod.jsonl'));
    expect(lines.removed).toHaveLength(shared.length);
    expect(lines.added).toHaveLength(written.length);
    expect(box.read('.tenant-mesh/clusters/eks-prod.jsonl')).toContain('eks-prod');
    expect(box.git('status', '--porcelain', '.tenant-mesh')).toBe(' M .tenant-mesh/clusters/metal-prod.jsonl\n');
  });

  it('without that tenant again is what it was, once the losses are allowed', () => {
    const box = published();
    box.publish(THIRD);
    box.synth(BEFORE);
    const { warnings } = planPublish(box.dist, box.checkout);
    const allowDelete = warnings.filter(({ needsLeave }) => needsLeave).map(({ object }) => object);
    expect(allowDelete.map((name) => name.split('/')[0])).toContain('Canary.flagger.app');
    expect(allowDelete.filter((name) => !name.includes('tenant-c'))).toEqual([]);
    box.publish(BEFORE, { allowDelete });
    expect(box.git('status', '--porcelain')).toBe('');
  });
});
