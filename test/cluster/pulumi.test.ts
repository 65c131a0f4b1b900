import { mapAt } from '../../lib/manifest/index.js';
import { Engine, type Outcome } from './pulumi/engine.js';
import type { Order } from './pulumi/orders.js';
import { SECRET_VALUE, type ReferenceStep } from './pulumi/reference-program.js';
import { withoutDefinitionsOf } from './pulumi/definitions.js';
import { OwnBench } from './harness/own-bench.js';
import { manifestsOf } from './harness/manifests-of.js';
import { openTally } from './harness/tally.js';
import { addMetalProd } from '../../stacks/metal-prod.js';

const FIRST: ReferenceStep = { tag: '1.0.0', id: 'tenant-c', formerly: [], protect: 'data' };
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tenant-c' } };
const DEADLINE = 1_500_000;

describe('the reference platform without Git, by the real engine on a real API server', () => {
  const tally = openTally('pulumi', 'the reference platform by `pulumi up`: change, refresh, rename, destroy');
  let own: OwnBench;
  let engine: Engine;
  let step = FIRST;
  const outcomes = new Map<string, Outcome>();
  let state = '';
  let uids: readonly unknown[] = [];
  let left: unknown;

  const run = async (name: string, act: Order['act'], change: Partial<ReferenceStep> = {}): Promise<void> => {
    step = { ...step, ...change };
    outcomes.set(name, await engine.run({ stack: 'dev', act, program: { kind: 'reference', step } }));
  };
  const uid = async (): Promise<unknown> => mapAt(await own.client.read(NAMESPACE), 'metadata')['uid'];
  const of = (name: string): Outcome => {
    const found = outcomes.get(name);
    if (found === undefined) throw new Error(`${name} was not run.`);
    return found;
  };

  beforeAll(async () => {
    own = await OwnBench.start({ controllers: 'without watchers of every kind' });
    await withoutDefinitionsOf(own.client, manifestsOf('metal-prod', addMetalProd));
    engine = new Engine(own.bench.address);
    await run('first', 'up');
    state = engine.stateText();
    const before = await uid();
    const renamed: Partial<ReferenceStep> = { id: 'team-c', formerly: ['metal-prod/tenant-c'], protect: 'nothing' };
    await run('changed', 'refreshing up', { ...renamed, tag: '1.1.0' });
    uids = [before, await uid()];
    await run('gone', 'destroy');
    left = await own.client.read(NAMESPACE);
  }, DEADLINE);

  afterAll(async () => {
    engine.stop();
    await own.stop();
  });

  it('makes every object once', () => {
    const { changes, deeds, failure } = of('first');
    expect(failure).toBe('');
    expect(Object.keys(changes)).toEqual(['create']);
    expect(deeds.length).toBeGreaterThan(400);
    expect(deeds.every(({ did }) => did === 'create')).toBe(true);
    expect(new Set(deeds.map(({ name }) => name)).size).toBe(deeds.length);
    tally.count(deeds.length);
  });

  it('makes each after everything that it depends on', () => {
    const { deeds, resources } = of('first');
    const place = new Map(deeds.map(({ name }, at) => [name, at]));
    const pairs = dependencies(resources).filter(([later]) => place.has(later));
    expect(pairs.length).toBeGreaterThan(1000);
    expect(pairs.filter(([later, first]) => (place.get(first) ?? -1) > (place.get(later) ?? 0))).toEqual([]);
  });

  it('keeps Secrets out of the state and out of what is printed', () => {
    const texts = [state, ...[...outcomes.values()].map(({ text }) => text)];
    expect(state).toContain('metal-prod/platform');
    for (const value of [SECRET_VALUE, Buffer.from(SECRET_VALUE).toString('base64')]) {
      expect(texts.filter((text) => text.includes(value))).toEqual([]);
    }
  });

  // The change comes with a refresh, which would find to do what differs from what was applied, and with a new id.
  it('changes the one object that differs, in place, and finds nothing else to do', () => {
    const { changes, deeds, failure } = of('changed');
    expect({ changes, deeds, failure }).toEqual({
      changes: { same: expect.any(Number) as number, update: 1 },
      deeds: [
        {
          did: 'update',
          type: 'kubernetes:apps/v1:Deployment',
          name: expect.stringMatching(/^metal-prod\/team-c\//) as string,
        },
      ],
      failure: '',
    });
  });

  it('renames a whole tenant without making an object anew where the former path is said', () => {
    expect(uids[0]).toEqual(uids[1]);
    const names = of('changed').resources.map(({ urn }) => nameOf(urn));
    expect(names).toContain('metal-prod/team-c/guard-rails/namespace/Resource');
    expect(names.filter((name) => name.startsWith('metal-prod/tenant-c'))).toEqual([]);
  });

  it('destroys in the order of dependencies until nothing is left', () => {
    const { deeds, failure, resources } = of('gone');
    expect({ failure, resources, left }).toEqual({ failure: '', resources: [], left: undefined });
    const place = new Map(deeds.map(({ name }, at) => [name, at]));
    const pairs = dependencies(of('changed').resources).filter(
      ([later, first]) => place.has(later) && place.has(first),
    );
    expect(pairs.length).toBeGreaterThan(100);
    expect(pairs.filter(([later, first]) => (place.get(later) ?? 0) > (place.get(first) ?? 0))).toEqual([]);
    expect([...place.keys()]).toContain('metal-prod/team-c/guard-rails/namespace/Resource');
    // What stands in a namespace goes with it.
    expect([...place.keys()].filter((name) => /team-c\/.*\/Deployment/.test(name))).toEqual([]);
  });
});

/** Names of resources, each with one that it depends on. */
function dependencies(resources: Outcome['resources']): readonly (readonly [later: string, first: string])[] {
  return resources.flatMap(({ urn, dependencies = [] }) =>
    dependencies.map((first) => [nameOf(urn), nameOf(first)] as const),
  );
}

function nameOf(urn: string): string {
  return urn.split('::').at(-1) ?? '';
}
