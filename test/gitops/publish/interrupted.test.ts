import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { publishStatus } from '../../../lib/gitops/index.js';
import { refusal } from '../../app/program.js';
import { FAULTS, Interrupted } from './interrupted.js';
import type { Fault } from './faulty-disk.js';
import { Sandbox, bump, clusterTree, configMap, removeSandboxes, type Tree } from './sandbox.js';

afterAll(removeSandboxes);

/** Three tenants; then one leaves, one comes, one changes, and Flux has bumped a tag in between. */
const THREE = clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.0.0', 'tenant-c': '1.0.0' });
const NEXT: Tree = {
  ...clusterTree({ 'tenant-a': '1.0.0', 'tenant-b': '1.0.0', 'tenant-d': '1.0.0' }),
  'manifests/prod/tenants/tenant-b/configmap_rails.yaml': configMap('tenant-b', 'rails', 'two'),
};
const IMAGES = 'manifests/prod/apps/tenant-a/kustomization.yaml';

function nextPublish(): Interrupted {
  const box = new Sandbox();
  box.publish(THREE);
  box.edit({ [IMAGES]: bump(box.read(IMAGES), 'tenant-a-app', '1.7.0') });
  box.synth(NEXT);
  return new Interrupted(box);
}

/** Interrupts a publish at a step and holds what is left to the promises; says how often it was interrupted. */
function expectPromises(publish: Interrupted, step: number, fault: Fault): number {
  const end = publish.interrupt(step, fault);
  const state = { step, fault, torn: publish.torn() };
  expect(state).toEqual({ step, fault, torn: [] });
  publish.resume();
  expect(publish.box.files()).toEqual(publish.after);
  return end === 'done' ? 0 : 1;
}

it('a publish onto a real disk survives each fault at a sample of its steps', () => {
  const publish = nextPublish();
  let interrupted = 0;
  for (const part of [0.1, 0.4, 0.6, 0.7, 0.9]) {
    for (const fault of FAULTS) interrupted += expectPromises(publish, Math.floor(publish.steps * part), fault);
  }
  expect(interrupted).toBeGreaterThanOrEqual(16);
});

describe('what an interrupted publish left', () => {
  /** A publish that was killed half-way through its changes. */
  function halfWay(): Interrupted {
    const publish = nextPublish();
    for (let step = Math.floor(publish.steps / 2); step <= publish.steps; step++) {
      publish.interrupt(step, 'killed-before');
      const { journal } = publishStatus(publish.box.checkout);
      if (journal.kind === 'forward' && journal.done > 0) return publish;
    }
    throw new Error('no step is half-way');
  }

  it('is finished before another tree is published', () => {
    const publish = halfWay();
    const report = publish.publish(THREE);
    expect(report.recovered).toBe('forward');
    expect(publish.box.published()).toEqual({
      ...THREE,
      [IMAGES]: bump(THREE[IMAGES] ?? '', 'tenant-a-app', '1.7.0'),
    });
  });

  it('is not carried over changes that were made by hand since', () => {
    const publish = halfWay();
    const path = 'manifests/prod/tenants/tenant-d/configmap_rails.yaml';
    publish.box.edit({ [path]: 'by hand' });
    expect(refusal(() => publish.publish(NEXT))).toBe(
      `TM5113 at ${path}: a publish was interrupted before it reached this file, and the file has been changed since. ` +
        `Finish that publish with --take ${path} to write its text, or with --keep ${path} to leave the file alone.`,
    );
    expect(publish.box.read(path)).toBe('by hand');
    publish.publish(NEXT, { take: [path] });
    expect(publish.box.files()).toEqual(publish.after);
  });

  it('is refused when its plan leads out of the checkout or is damaged', () => {
    const publish = halfWay();
    const file = '.tenant-mesh/journal/plan.json';
    const outside = { schemaVersion: 1, changes: [{ path: '../escaped', staged: '0' }] };
    for (const text of [JSON.stringify(outside), '{', '{"schemaVersion":1,"changes":[{"path":".git/config"}]}']) {
      publish.box.edit({ [file]: text });
      expect(refusal(() => publish.publish(NEXT))).toContain(
        `TM5111 at ${file}: the plan of an interrupted publish is damaged or leads out of the checkout`,
      );
    }
    rmSync(join(publish.box.checkout, '.tenant-mesh/journal'), { recursive: true });
  });
});
