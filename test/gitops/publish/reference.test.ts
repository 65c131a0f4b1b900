import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeshApp } from 'tenant-mesh';
import { addEksProd, withCognito } from '../../../stacks/eks-prod.js';
import { addMetalProd, behindSharedGateway } from '../../../stacks/metal-prod.js';
import { addTenant } from '../../../stacks/tenants.js';
import { planPublish } from '../../../lib/gitops/index.js';
import { changedLines, synthFiles } from '../../stacks/trees.js';
import { Sandbox, removeSandboxes, type Tree } from './sandbox.js';

afterAll(removeSandboxes);

const EKS = treeOf(addEksProd);
const BEFORE: Tree = { ...EKS, ...treeOf(addMetalProd) };
const METAL_WITH_C = treeOf(metalWith('tenant-c'));
const THIRD: Tree = { ...EKS, ...METAL_WITH_C };
/** The platform as it is published first; each test works on a copy, which takes a tenth of what a publish takes. */
const FIRST = published();

function treeOf(describe: (app: MeshApp) => unknown): Tree {
  return Object.fromEntries(synthFiles(describe));
}

/** The bare-metal cluster with a third tenant. */
function metalWith(name: string): (app: MeshApp) => void {
  return (app) => {
    const { cluster, platform } = addMetalProd(app);
    addTenant(cluster, platform, name, behindSharedGateway(name));
  };
}

/** The cluster on EKS with a third tenant. */
function eksWith(name: string): (app: MeshApp) => void {
  return (app) => {
    const { cluster, platform } = addEksProd(app, { tenants: ['tenant-a', 'tenant-b', name] });
    addTenant(cluster, platform, name, withCognito(name, { kind: 'shared' }));
  };
}

/** Table of shared files in the page on the layout. */
const SHARED = [
  ...readFileSync(join(__dirname, '..', '..', '..', 'docs', 'layout.md'), 'utf8').matchAll(/^\| `([^`]+)`/gm),
]
  .map(([, path = '']) => path.replace('<cluster>', '[^/]+').replaceAll('.', '\\.').replaceAll('*', '[^/]*'))
  .map((pattern) => new RegExp(`^${pattern}$`));

function published(): Sandbox {
  const box = new Sandbox();
  box.git('init', '--quiet');
  box.publish(BEFORE);
  box.commit();
  return box;
}

function copy(): Sandbox {
  const box = new Sandbox();
  cpSync(FIRST.checkout, box.checkout, { recursive: true, preserveTimestamps: true });
  return box;
}

describe('the reference platform', () => {
  it('published twice changes nothing', () => {
    const box = copy();
    expect(box.publish(BEFORE)).toMatchObject({ written: [], removed: [], unchanged: Object.keys(BEFORE).length });
    expect(box.git('status', '--porcelain')).toBe('');
  });

  it('with a tenant more touches the files of that tenant and the shared ones that the layout lists', () => {
    const box = copy();
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

  it.each([
    ['metal-prod', () => METAL_WITH_C, metalWith],
    ['eks-prod', () => treeOf(eksWith('tenant-c')), eksWith],
  ] as const)(
    '%s changes in lines of a tenant alone when that tenant comes, and when it is renamed',
    (_, withC, variant) => {
      const box = copy();
      const [one, other] = [withC(), treeOf(variant('tenant-d'))];
      box.publish({ ...BEFORE, ...one });
      const added = hunksOf(box.git('diff', '--unified=0', '--', 'clusters', 'manifests'));
      expect(new Set(added.map(({ path }) => path)).size).toBeGreaterThan(5);
      expect(added.filter(({ path }) => !SHARED.some((pattern) => pattern.test(path)))).toEqual([]);
      const strange = added.filter(({ minus, plus }) => minus.length > 0 || !/tenant-{1,2}c/.test(plus.join()));
      // The layout lists this one line: the gateway has the sign-ins of two tenants now.
      expect(strange.flatMap(({ minus, plus }) => [...minus, ...plus])).toEqual([
        '      PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS: "true"',
      ]);

      box.commit();
      // A rename in the program is one tenant that goes and one that comes: the cluster has no rename.
      box.synth({ ...without(BEFORE, one), ...other });
      const { warnings } = planPublish(box.dist, box.checkout);
      const allowDelete = warnings.filter(({ needsLeave }) => needsLeave).map(({ object }) => object);
      expect(allowDelete.filter((object) => !object.includes('tenant-c'))).toEqual([]);
      box.publish({ ...without(BEFORE, one), ...other }, { allowDelete });
      box.git('add', '--all');
      const renamed = hunksOf(
        box.git('diff', '--cached', '--unified=0', '--diff-filter=M', '--', 'clusters', 'manifests'),
      );
      expect(renamed.filter(({ path }) => !SHARED.some((pattern) => pattern.test(path)))).toEqual([]);
      expect(renamed.filter(({ minus }) => minus.length > 0 && !/tenant-{1,2}c/.test(minus.join()))).toEqual([]);
      expect(renamed.filter(({ plus }) => plus.length > 0 && !/tenant-{1,2}d/.test(plus.join()))).toEqual([]);
      const once = new Sandbox();
      once.publish({ ...without(BEFORE, one), ...other });
      expect(box.published()).toEqual(once.published());
    },
  );

  it('without that tenant again is what it was, once the losses are allowed', () => {
    const box = copy();
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

/** A tree without the files of another. */
function without(tree: Tree, other: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !(path in other)));
}

/** Places where files differ, with the lines that went and came. The one-line list of signers is taken apart. */
function hunksOf(diff: string) {
  const hunks: { readonly path: string; readonly minus: string[]; readonly plus: string[] }[] = [];
  let path = '';
  for (const line of diff.split('\n')) {
    if (line.startsWith('+++ ')) path = line.slice(6);
    else if (line.startsWith('@@')) hunks.push({ path, minus: [], plus: [] });
    else if (/^-(?!--)/.test(line)) hunks.at(-1)?.minus.push(...entriesOf(line.slice(1)));
    else if (/^\+(?!\+\+)/.test(line)) hunks.at(-1)?.plus.push(...entriesOf(line.slice(1)));
  }
  return hunks.map((hunk) => ({
    path: hunk.path,
    minus: hunk.minus.filter((entry) => !hunk.plus.includes(entry)),
    plus: hunk.plus.filter((entry) => !hunk.minus.includes(entry)),
  }));
}

/** The list of signers is one line of text inside a ConfigMap; a tenant is one entry of it. */
function entriesOf(line: string): readonly string[] {
  const [, list] = /certSigners: \[(.*)\]/.exec(line) ?? [];
  return list === undefined ? [line] : list.split(/,\s*/);
}
