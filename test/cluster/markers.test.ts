import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { markedValues } from '../../lib/gitops/images/markers.js';
import { Sandbox, removeSandboxes } from '../gitops/publish/sandbox.js';
import { synthFiles } from '../stacks/trees.js';
import { programFolder, programIn } from './harness/programs.js';

const folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-markers-'));
const program = programIn(
  programFolder(() => undefined),
  'kyaml-set',
);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeSandboxes();
});

const TREE = Object.fromEntries(synthFiles(addMetalProd));
const IMAGES = Object.entries(TREE).filter(([, text]) => text.includes('$imagepolicy'));

/** Sets the values of one policy in a file as the setters of Flux do; says how many there were. */
function set(file: string, policy: string, value: string): number {
  const { stdout, status, stderr } = spawnSync(program, [file, policy, value], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return Number(stdout);
}

it('kyaml finds every marker that synth writes, and changes nothing else in the file', () => {
  expect(IMAGES.length).toBeGreaterThan(1);
  for (const [path, text] of IMAGES) {
    for (const { policy, value, range } of markedValues(text)) {
      const file = join(folder, 'one.yaml');
      writeFileSync(file, text);
      expect([path, policy, set(file, policy, '1.9.9')]).toEqual([path, policy, 1]);
      expect(readFileSync(file, 'utf8')).toBe(`${text.slice(0, range[0])}1.9.9${text.slice(range[0] + value.length)}`);
    }
  }
});

it('a tag that kyaml set is kept by the next publish, and found again by kyaml after it', () => {
  const box = new Sandbox();
  box.publish(TREE);
  const [path = '', text = ''] = IMAGES[0] ?? [];
  const [mark] = markedValues(text);
  if (mark === undefined) throw new Error('the tree has no marker');
  const next = mark.value.replace(/\d+$/, '7');
  set(join(box.checkout, path), mark.policy, next);
  expect(box.publish(TREE)).toMatchObject({ written: [], keptValues: [{ path, policy: mark.policy, value: next }] });
  const changed = { ...TREE, [path]: `${text}commonAnnotations:\n  example.com/note: changed\n` };
  expect(box.publish(changed).written).toEqual([path]);
  copyFileSync(join(box.checkout, path), join(folder, 'again.yaml'));
  expect(set(join(folder, 'again.yaml'), mark.policy, next)).toBe(1);
  expect(readFileSync(join(folder, 'again.yaml'), 'utf8')).toBe(box.read(path));
});
