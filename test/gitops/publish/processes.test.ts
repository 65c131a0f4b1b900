import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { publish, publishStatus } from '../../../lib/gitops/index.js';
import { refusal } from '../../app/program.js';
import { Interrupted } from './interrupted.js';
import { Sandbox, clusterTree, removeSandboxes } from './sandbox.js';

afterAll(removeSandboxes);
jest.setTimeout(120_000);

const CHILD = ['--import', 'tsx', join(__dirname, 'child.ts')];

function ready(): Interrupted {
  const box = new Sandbox();
  box.publish(clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.0.0' }));
  box.synth(clusterTree({ 'tenant-a': '1.0.0', 'tenant-c': '1.0.0' }));
  const publish = new Interrupted(box);
  publish.reset();
  return publish;
}

it('a publish that the system kills is finished or undone by the next one', () => {
  const { box, after, steps } = ready();
  // Each step is killed in memory elsewhere; here is what a system leaves behind, early, half-way and late.
  for (const step of [2, 5, 20, 33, Math.floor(steps * 0.6), Math.floor(steps * 0.8), Math.floor(steps * 0.9)]) {
    box.synth(clusterTree({ 'tenant-a': '1.0.0', 'tenant-c': '1.0.0' }));
    const run = spawnSync(process.execPath, [...CHILD, box.dist, box.checkout, String(step)], { encoding: 'utf8' });
    expect([step, run.signal, run.stderr.replace(/^npm warn.*\n/gm, '')]).toEqual([step, 'SIGKILL', '']);
    publish(box.dist, box.checkout);
    expect(box.files()).toEqual(after);
    box.publish(clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.0.0' }));
  }
});

it('a second publish at the same time says so and stops; one whose process is gone is no obstacle', async () => {
  const { box, after, steps } = ready();
  const child = spawn(process.execPath, [...CHILD, box.dist, box.checkout, String(Math.floor(steps * 0.7)), 'stand']);
  try {
    await once(child.stdout, 'data');
    expect(refusal(() => publish(box.dist, box.checkout))).toMatch(
      /^TM5108 at \.tenant-mesh: process \d+ on .+ publishes into this checkout\. Wait until it ends; where that machine is gone for good, remove the file \.tenant-mesh\/lock-\*\.$/,
    );
    expect(publishStatus(box.checkout).running?.pid).toBe(child.pid);
  } finally {
    child.kill('SIGKILL');
  }
  await once(child, 'exit');
  expect(publishStatus(box.checkout)).toMatchObject({ journal: { kind: 'forward' } });
  expect(publish(box.dist, box.checkout).recovered).toBe('forward');
  expect(box.files()).toEqual(after);
});
