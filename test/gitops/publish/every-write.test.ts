import type * as files from 'node:fs';
import { planPublish } from '../../../lib/gitops/index.js';
import { synthFiles } from '../../stacks/trees.js';
import { addEksProd } from '../../../stacks/eks-prod.js';
import { addMetalProd, withOwnGateway } from '../../../stacks/metal-prod.js';
import { addTenant } from '../../../stacks/tenants.js';
import { DIST, KnownPublish, putTree } from './known-publish.js';
import { CHECKOUT, memory } from './memory-mount.js';
import type * as mount from './memory-mount.js';
import { bump, type Tree } from './sandbox.js';

jest.mock('node:fs', () =>
  jest.requireActual<typeof mount>('./memory-mount.js').mounted(jest.requireActual<typeof files>('node:fs')),
);
jest.setTimeout(60_000);

/** The bare-metal platform with three tenants. */
function metalWith(third: string): Tree {
  return Object.fromEntries(
    synthFiles((app) => {
      const { cluster, platform } = addMetalProd(app);
      addTenant(cluster, platform, third, withOwnGateway(third, ['192.0.2.40/29']));
    }),
  );
}

const THREE = metalWith('tenant-c');
const OTHER = metalWith('tenant-d');
const IMAGES = 'manifests/metal-prod/apps/tenant-a/kustomization.yaml';

/** What Flux does to a checkout between two publishes: it takes a newer version of one image. */
function bumpImage(): void {
  const path = `${CHECKOUT}/${IMAGES}`;
  memory.write(path, Buffer.from(bump(memory.bytesOf(path).toString('utf8'), 'tenant-a-app-ui', '1.7.0')));
}

function emptyCheckout(): void {
  memory.watch(undefined);
  if (memory.has(CHECKOUT)) memory.removeAll(CHECKOUT);
  memory.put(`${CHECKOUT}/README.md`, Buffer.from('Kept by people.\n'));
}

/** The first publish of the platform with three tenants. */
function first(): KnownPublish {
  emptyCheckout();
  return new KnownPublish(THREE);
}

/** One tenant leaves, another comes, and Flux has bumped a tag. */
function next(): KnownPublish {
  first();
  memory.watch(undefined);
  bumpImage();
  putTree(OTHER);
  const { warnings } = planPublish(DIST, CHECKOUT);
  const allowDelete = warnings.filter(({ needsLeave }) => needsLeave).map(({ object }) => object);
  return new KnownPublish(OTHER, { allowDelete });
}

/** Kills a publish at steps and recovers it each time; says how often, and where that leads. */
function killAll(known: KnownPublish, isWanted?: (step: number) => boolean) {
  const turns: string[] = [];
  const torn: unknown[] = [];
  let count = 0;
  known.eachKill((point) => {
    count++;
    const { journal, end, ...left } = known.recover();
    if (left.torn.length > 0) torn.push({ ...point, ...left });
    const turn = `${journal}: ${end}`;
    if (turns.at(-1) !== turn) turns.push(turn);
  }, isWanted);
  expect(torn).toEqual([]);
  return { count, turns };
}

/** Fills the disk at steps; says how often. */
function fillAll(known: KnownPublish, isWanted: (step: number) => boolean = () => true): number {
  const steps = known.thatNeedSpace.filter(isWanted);
  const outcomes = steps.map((step) => known.fillDisk(step));
  expect(outcomes.filter(({ end }) => end !== 'before')).toEqual([]);
  expect(outcomes.filter(({ said }) => !String(said).includes('TM5107'))).toEqual([]);
  return steps.length;
}

/** The same numbers in every run. */
function sample(count: number, below: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (let state = 20261121; numbers.size < Math.min(count, below);) {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    numbers.add(1 + (state % below));
  }
  return numbers;
}

/** Forgotten as long as nothing in the tree has changed, finished from then on, with no other end in between. */
const TURNS = ['none: before', 'back: before', 'forward: after', 'none: after'];

function report(name: string, { length }: KnownPublish, kills: number, full: number): void {
  process.stderr.write(
    `${name}: ${String(length)} steps, killed ${String(kills)} times, disk full ${String(full)} times\n`,
  );
}

describe.each([
  ['the first publish of three tenants', first, Object.keys(THREE).length],
  ['a publish in which a tenant goes and another comes', next, 100],
] as const)('%s', (name, make, files) => {
  it('survives a kill at every step, and a full disk at every write', () => {
    const known = make();
    const { count, turns } = killAll(known);
    const full = fillAll(known);
    report(name, known, count, full);
    expect(turns).toEqual(TURNS);
    expect(count).toBeGreaterThan(known.length + files);
    expect(full).toBeGreaterThan(files);
  });

  it('leaves what its steps make where a whole publish is interrupted, and one publish more finishes it', () => {
    const known = make();
    const faults = ['killed-before', 'killed-within', 'killed-after'] as const;
    for (const [at, step] of [...sample(3, known.length)].entries()) {
      const fault = faults[at] ?? 'killed-after';
      const { left, end } = known.interruptWhole(step, fault);
      expect([step, fault, end, known.isLeftAt({ step, fault }, left)]).toEqual([step, fault, 'after', true]);
    }
    expect(known.interruptWhole(known.thatNeedSpace.at(-1) ?? 0, 'disk-full').end).toBe('after');
    expect(known.publish()).toMatchObject({ written: [], removed: [] });
  });
});

it('the reference platform on both targets survives both at a sample of its steps', () => {
  emptyCheckout();
  const known = new KnownPublish({ ...THREE, ...Object.fromEntries(synthFiles(addEksProd)) });
  const steps = sample(60, known.length);
  const { count, turns } = killAll(known, (step) => steps.has(step));
  const full = fillAll(known, (step) => steps.has(step));
  report(`the reference platform, ${String(steps.size)} steps of it`, known, count, full);
  expect(turns).toEqual(['back: before', 'forward: after', 'none: after']);
  expect(count).toBeGreaterThan(steps.size);
  expect(full).toBeGreaterThan(10);
});
