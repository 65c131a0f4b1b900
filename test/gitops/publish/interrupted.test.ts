import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { publishStatus } from '../../../lib/gitops/index.js';
import { refusal } from '../../app/program.js';
import { synthFiles } from '../../stacks/trees.js';
import { appWith } from '../../stacks/variants.js';
import { addMetalProd } from '../../../stacks/metal-prod.js';
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

function firstPublish(): Interrupted {
  const box = new Sandbox();
  box.synth(THREE);
  return new Interrupted(box);
}

function nextPublish(): Interrupted {
  return fromTo(THREE, NEXT, (box) => box.edit({ [IMAGES]: bump(box.read(IMAGES), 'tenant-a-app', '1.7.0') }));
}

function fromTo(one: Tree, other: Tree, between: (box: Sandbox) => void = () => undefined): Interrupted {
  const box = new Sandbox();
  box.publish(one);
  between(box);
  box.synth(other);
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

describe.each([
  ['the first publish of three tenants', firstPublish],
  ['a publish that adds, changes and removes', nextPublish],
] as const)('%s', (name, make) => {
  const publish = make();

  it('survives each fault at each step', () => {
    let interrupted = 0;
    for (let step = 1; step <= publish.steps; step++) {
      for (const fault of FAULTS) interrupted += expectPromises(publish, step, fault);
    }
    process.stderr.write(`${name}: ${String(publish.steps)} steps, interrupted ${String(interrupted)} times\n`);
    expect(interrupted).toBeGreaterThanOrEqual(publish.steps * 3);
  });

  it('leaves the tree as it was when the disk is full', () => {
    for (let step = 1; step <= publish.steps; step++) {
      if (publish.interrupt(step, 'disk-full') === 'refused') expect(publish.box.files()).toEqual(publish.before);
    }
    expect(publish.interrupt(3, 'disk-full')).toBe('refused');
  });

  it('is told of by the status: back while nothing is changed, forward from then on', () => {
    const kinds: string[] = [];
    for (let step = 1; step <= publish.steps; step++) {
      publish.interrupt(step, 'killed-before');
      const { kind } = publishStatus(publish.box.checkout).journal;
      const changed = Object.entries(publish.box.published()).some(([path, text]) => text !== publish.before[path]);
      expect([step, changed, kind]).not.toEqual([step, true, 'back']);
      kinds.push(kind);
    }
    const turns = kinds.filter((kind, at) => kind !== kinds[at - 1]);
    expect(turns).toEqual(['none', 'back', 'forward', 'none']);
  });
});

it('the reference platform survives faults at a sample of its steps when a tenant comes', () => {
  const before = Object.fromEntries(synthFiles(addMetalProd));
  const after = Object.fromEntries(synthFiles((app) => appWith({ tenant: 'tenant-c', behind: 'own' }, app)));
  const publish = fromTo(before, after);
  let state = 20261121;
  const steps = Array.from({ length: 12 }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return 1 + (state % publish.steps);
  });
  let interrupted = 0;
  for (const step of steps) for (const fault of FAULTS) interrupted += expectPromises(publish, step, fault);
  process.stderr.write(
    `the reference platform: ${String(steps.length)} of ${String(publish.steps)} steps, interrupted ${String(interrupted)} times\n`,
  );
  expect(interrupted).toBeGreaterThanOrEqual(steps.length * 3);
});

describe('what an interrupted publish left', () => {
  /** A publish that was killed half-way through its changes. */
  function halfWay(): Interrupted {
    const publish = nextPublish();
    for (let step = publish.steps; step > 0; step--) {
      publish.interrupt(step, 'killed-before');
      const { journal } = publishStatus(publish.box.checkout);
      if (journal.kind === 'forward' && journal.done < journal.of / 2) return publish;
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
