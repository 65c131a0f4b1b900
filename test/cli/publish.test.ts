import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../../lib/cli/program.js';
import { Sandbox, clusterTree, configMap, removeSandboxes } from '../gitops/publish/sandbox.js';

afterAll(removeSandboxes);

const APP = 'manifests/prod/apps/tenant-a/configmap_tenant-a_app.yaml';

/** What a command prints and ends with. */
function run(...args: readonly string[]): { readonly exit: number; readonly result: string; readonly note: string } {
  const [result, note]: [string[], string[]] = [[], []];
  const exit = runProgram(['publish', ...args], {
    result: (text) => result.push(text),
    note: (text) => note.push(text),
  });
  return { exit, result: result.join(''), note: note.join('') };
}

function ready(): Sandbox {
  const box = new Sandbox();
  box.publish(clusterTree({ 'tenant-a': '1.0.0' }));
  return box;
}

it('publishes, and says on standard output what it wrote', () => {
  const box = ready();
  box.synth({ ...clusterTree({ 'tenant-a': '1.0.0' }), [APP]: configMap('tenant-a', 'app', 'two') });
  expect(run(box.dist, box.checkout, '--plan')).toMatchObject({ exit: 1, note: '' });
  expect(run(box.dist, box.checkout)).toEqual({
    exit: 0,
    result: `write   ${APP}\n1 written, 0 removed, 10 unchanged\n`,
    note: '',
  });
  expect(run(box.dist, box.checkout, '--plan')).toEqual({ exit: 0, result: 'Nothing changes.\n', note: '' });
  expect(JSON.parse(run(box.dist, box.checkout, '--format', 'json').result)).toMatchObject({
    schemaVersion: 1,
    written: [],
  });
});

it('plans as JSON and as Markdown', () => {
  const box = ready();
  box.synth(clusterTree({ 'tenant-b': '1.0.0' }));
  expect(JSON.parse(run(box.dist, box.checkout, '--plan', '--format', 'json').result)).toMatchObject({
    schemaVersion: 1,
  });
  expect(run(box.dist, box.checkout, '--plan', '--format', 'markdown').result).toMatch(
    /^## What this changes in the clusters\n/,
  );
});

it('tells where a checkout stands', () => {
  const box = ready();
  expect(run('--status', box.checkout)).toEqual({ exit: 0, result: 'No publish is left half-done.\n', note: '' });
  mkdirSync(join(box.checkout, '.tenant-mesh', 'journal'));
  box.edit({ '.tenant-mesh/journal/0': 'staged' });
  expect(run('--status', box.checkout)).toEqual({
    exit: 1,
    result: 'A publish was interrupted before it changed anything; the next one rolls it back.\n',
    note: '',
  });
  expect(run(box.dist, box.checkout).result).toContain(
    'An interrupted publish had changed nothing, and was forgotten.\n',
  );
});

it('ends with 1 where it refuses, and tells why on standard error, as JSON on demand too', () => {
  const box = ready();
  box.edit({ [APP]: 'by hand\n' });
  expect(run(box.dist, box.checkout)).toMatchObject({ exit: 1, result: '' });
  const { exit, result, note } = run(box.dist, box.checkout, '--format', 'json');
  expect([exit, note.slice(0, 6)]).toEqual([1, 'TM5101']);
  expect(JSON.parse(result)).toMatchObject({ schemaVersion: 1, problems: [{ code: 'TM5101', where: APP }] });
  expect(run(box.dist, box.checkout, '--take', APP).exit).toBe(0);
});

it.each([
  [[], 'Give the directory that synth wrote, and a checkout.'],
  [['one', 'two', 'three'], 'Give the directory that synth wrote, and a checkout.'],
  [['--status'], 'Give one checkout.'],
  [['a', 'b', '--format', 'xml'], 'There is no format "xml".'],
  [['a', 'b', '--format', 'markdown'], 'Only a plan can be had as Markdown.'],
  [['a', 'b', '--nonsense'], 'There is no option --nonsense.'],
])('ends with 2 when it is called with %j', (args, text) => {
  const { exit, note } = run(...args);
  expect(exit).toBe(2);
  expect(note).toContain(text);
});

it('ends with 2 where there is nothing to read', () => {
  const box = ready();
  expect(run(join(box.root, 'nowhere'), box.checkout)).toMatchObject({ exit: 2 });
});
