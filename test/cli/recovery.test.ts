import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox, bump, clusterTree, configMap, removeSandboxes, type Tree } from '../gitops/publish/sandbox.js';
import { runIn } from './transcript.js';

afterEach(removeSandboxes);

const PAGE = ['publish.md', 'change.md']
  .map((name) => readFileSync(join(__dirname, '..', '..', 'docs', name), 'utf8'))
  .join('\n');
const RAILS = 'manifests/prod/tenants/tenant-a/configmap_rails.yaml';
const IMAGES = 'manifests/prod/apps/tenant-a/kustomization.yaml';
const GOOD = clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.0.0' });
const BAD: Tree = {
  ...clusterTree({ 'tenant-a': '1.0.0' }),
  [RAILS]: configMap('tenant-a', 'rails', 'wrong'),
};

/** Publishes a tree by the command; what it printed counts only where it ended as it should. */
function publish(box: Sandbox, tree: Tree, ...options: readonly string[]): string {
  box.synth(tree);
  const { exit, result, note } = runIn(box.root, ['publish', 'dist', 'checkout', ...options]);
  expect([exit, note]).toEqual([0, '']);
  return result;
}

function refused(box: Sandbox, tree: Tree): string {
  box.synth(tree);
  const { exit, note } = runIn(box.root, ['publish', 'dist', 'checkout']);
  // What cannot be read ends with 2, a refusal with 1.
  expect(exit).toBe(note.startsWith('TM5111') ? 2 : 1);
  return note;
}

/** A repository with a tree in it, in which Flux has bumped a tag since. */
function repository(): Sandbox {
  const box = new Sandbox();
  box.git('init', '--quiet');
  publish(box, GOOD);
  box.commit();
  box.edit({ [IMAGES]: bump(box.read(IMAGES), 'tenant-a-app', '1.7.0') });
  box.commit();
  return box;
}

/** The row of the page about something, so that the steps below are those that the page gives. */
function row(what: string): string {
  const [, steps] = new RegExp(`^\\| ${what}\\s*\\|([^|]*)\\|$`, 'm').exec(PAGE) ?? [];
  return (steps ?? '').trim();
}

it('a bad commit: reverted in the repository and in the program, nothing is left to publish', () => {
  expect(row('a bad commit')).toBe(
    'revert the commit in the repository, then the change of the program; the lists are reverted with it',
  );
  const box = repository();
  const before = box.files();
  publish(box, BAD);
  box.commit();
  expect(box.files()).not.toEqual(before);

  box.git('revert', '--no-edit', 'HEAD');
  expect(publish(box, GOOD)).toContain('0 written, 0 removed');
  expect(box.files()).toEqual(before);
  expect(box.git('status', '--porcelain')).toBe('');
});

describe('lost lists', () => {
  it('are restored from Git', () => {
    expect(row('the lists are lost')).toContain('restore `.tenant-mesh` from Git; or publish the tree');
    const box = repository();
    const before = box.files();
    rmSync(join(box.checkout, '.tenant-mesh'), { recursive: true });
    box.git('checkout', '--', '.tenant-mesh');
    expect(publish(box, GOOD)).toContain('0 written, 0 removed');
    expect(box.files()).toEqual(before);
  });

  it('come back with the tree of the last publish, and with no other', () => {
    const box = repository();
    const before = box.files();
    rmSync(join(box.checkout, '.tenant-mesh'), { recursive: true });
    box.commit();
    expect(refused(box, BAD)).toContain(`TM5102 at ${RAILS}: `);
    publish(box, GOOD);
    expect(box.files()).toEqual(before);
    publish(box, BAD);
    expect(box.read(RAILS)).toBe(BAD[RAILS]);
    expect(Object.keys(box.files()).filter((path) => path.includes('tenant-b'))).toEqual([]);
  });

  it('with both sides of a merge in them are whole again with the lines of both', () => {
    expect(row('a merge left both sides in a list')).toBe('keep the lines of both, and publish');
    const box = repository();
    const list = '.tenant-mesh/clusters/prod.jsonl';
    const lines = box.read(list).split('\n');
    const [ours, theirs] = [lines.slice(0, 2), lines.slice(2)].map((part) => part.join('\n'));
    box.edit({ [list]: `<<<<<<< ours\n${ours ?? ''}\n=======\n${theirs ?? ''}>>>>>>> theirs\n` });
    expect(refused(box, GOOD)).toContain(`TM5111 at ${list}:1: `);
    box.edit({ [list]: `${ours ?? ''}\n${theirs ?? ''}` });
    publish(box, GOOD);
    expect(box.read(list)).toBe(lines.join('\n'));
  });
});

it('a moved repository: the clone with another address in the program changes that address and nothing else', () => {
  expect(row('the repository moves')).toContain(
    'push the checkout to the new place, change `repository` of the Cluster',
  );
  const old = repository();
  const source = (url: string): Tree => ({
    'clusters/prod/source.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: fleet\n  namespace: flux-system\nspec:\n  interval: 5m\n  url: ${url}\n`,
  });
  const here = { ...GOOD, ...source('ssh://git@old.example.com/fleet.git') };
  publish(old, here);
  old.commit();

  const moved = new Sandbox();
  moved.git('clone', '--quiet', old.checkout, '.');
  const before = moved.published();
  const there = { ...GOOD, ...source('ssh://git@new.example.com/fleet.git') };
  moved.synth(there);
  const plan = runIn(moved.root, ['publish', 'dist', 'checkout', '--plan', '--format', 'json']);
  expect(JSON.parse(plan.result)).toMatchObject({
    objects: [{ action: 'change', object: 'GitRepository.source.toolkit.fluxcd.io/flux-system/fleet' }],
    warnings: [],
  });
  publish(moved, there);
  expect(moved.published()).toEqual({ ...before, ...source('ssh://git@new.example.com/fleet.git') });
  expect(moved.read(IMAGES)).toContain('1.7.0');
});

it('a killed publish, and a damaged journal', () => {
  expect(row('a publish was killed')).toContain('publish again; `--status` says beforehand');
  expect(row('the journal itself is damaged')).toBe(
    'remove `.tenant-mesh/journal`, restore the tree from Git, publish again',
  );
  const box = repository();
  box.edit({ '.tenant-mesh/journal/0': 'half a fi' });
  const status = runIn(box.root, ['publish', '--status', 'checkout']);
  expect(status).toMatchObject({ exit: 1, result: expect.stringContaining('rolls it back') as unknown });
  expect(publish(box, GOOD)).toContain('had changed nothing, and was forgotten');

  box.edit({ '.tenant-mesh/journal/plan.json': '{', [RAILS]: 'half' });
  expect(refused(box, GOOD)).toContain('TM5111 at .tenant-mesh/journal/plan.json: ');
  rmSync(join(box.checkout, '.tenant-mesh/journal'), { recursive: true });
  box.git('checkout', '--', '.');
  expect(publish(box, GOOD)).toContain('0 written, 0 removed');
});
