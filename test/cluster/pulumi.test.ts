import type { Stack } from '@pulumi/pulumi/automation';
import { mapAt } from '../../lib/manifest/index.js';
import { Engine } from './pulumi/engine.js';
import type { Deed } from './pulumi/log.js';
import { ROOT_KEY, referenceProgram, type Step } from './pulumi/reference-program.js';
import { withoutDefinitionsOf } from './pulumi/definitions.js';
import { OwnBench } from './harness/own-bench.js';
import { manifestsOf } from './harness/manifests-of.js';
import { addMetalProd } from '../../stacks/metal-prod.js';

const FIRST: Step = { setting: 'a', team: 'team-c', formerly: [], protect: 'data' };
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-c' } };

/** What one run said: what changed, what providers did, and what it failed with. */
interface Outcome {
  readonly changes: Readonly<Record<string, number>>;
  readonly deeds: readonly Deed[];
  readonly failure: string;
}

describe('the part of the reference platform that Pulumi applies, by the real engine on a real API server', () => {
  let own: OwnBench;
  let engine: Engine;
  let stack: Stack;
  let step = FIRST;
  const outcomes: Record<string, Outcome> = {};
  let state = '';
  let resources: readonly unknown[] = [];
  let uids: readonly unknown[] = [];
  let left: readonly unknown[] = [];

  const run = async (name: string, act: () => Promise<Readonly<Record<string, number>> | undefined>): Promise<void> => {
    let failure = '';
    const changes = await act().catch((error: unknown) => {
      failure = String(error);
      return undefined;
    });
    outcomes[name] = { changes: changes ?? {}, deeds: engine.deeds(), failure };
  };
  const up = async (change: Partial<Step> = {}) => {
    step = { ...step, ...change };
    return (await stack.up()).summary.resourceChanges;
  };
  const uid = async (): Promise<unknown> => mapAt(await own.client.read(NAMESPACE), 'metadata')['uid'];
  const of = (name: string): Outcome => outcomes[name] ?? { changes: {}, deeds: [], failure: 'not run' };

  beforeAll(async () => {
    own = await OwnBench.start();
    await withoutDefinitionsOf(own.client, manifestsOf('metal-prod', addMetalProd));
    engine = new Engine(own.bench.address);
    stack = await engine.stack('dev', () => {
      referenceProgram(step);
      return Promise.resolve();
    });
    await run('first', () => up());
    resources = (JSON.parse(JSON.stringify(await stack.exportStack())) as Export).deployment.resources ?? [];
    state = engine.stateText();
    const before = await uid();
    await run('changed', () => up({ setting: 'b' }));
    await run('again', () => up());
    await run('refreshed', async () => (await stack.refresh()).summary.resourceChanges);
    step = { ...step, team: 'group-c' };
    await run('lost', async () => (await stack.preview()).changeSummary);
    await run('renamed', () => up({ formerly: ['metal-prod/team-c'] }));
    uids = [before, await uid()];
    await run('kept', async () => (await stack.destroy()).summary.resourceChanges);
    await run('unprotected', () => up({ protect: 'nothing' }));
    await run('gone', async () => (await stack.destroy()).summary.resourceChanges);
    left = [await own.client.read(NAMESPACE), ((await stack.exportStack()) as Export).deployment.resources ?? []];
  }, 900_000);

  afterAll(async () => {
    engine.stop();
    await own.stop();
  });

  it('makes every object once', () => {
    const { changes, deeds, failure } = of('first');
    expect(failure).toBe('');
    expect(Object.keys(changes)).toEqual(['create']);
    expect(deeds.length).toBeGreaterThan(50);
    expect(new Set(deeds.map(({ name }) => name)).size).toBe(deeds.length);
  });

  it('makes each after everything that it depends on', () => {
    const place = new Map(of('first').deeds.map(({ name }, at) => [name, at]));
    const early = resources.flatMap((resource) => {
      const { urn, dependencies = [] } = resource as Stored;
      const own = place.get(nameOf(urn));
      return dependencies.map(nameOf).filter((before) => own !== undefined && (place.get(before) ?? -1) > own);
    });
    expect(early).toEqual([]);
    expect(resources.flatMap((resource) => (resource as Stored).dependencies ?? []).length).toBeGreaterThan(50);
  });

  it('keeps the Secret out of the state', () => {
    expect(state).toContain('metal-prod/platform');
    expect(state).not.toContain(ROOT_KEY);
    expect(state).not.toContain(Buffer.from(ROOT_KEY).toString('base64'));
  });

  it('changes the objects of one team alone, in place', () => {
    expect(of('changed')).toMatchObject({
      failure: '',
      deeds: [{ did: 'update', type: 'kubernetes:core/v1:ConfigMap', name: 'metal-prod/team-c/settings' }],
    });
  });

  it.each(['again', 'refreshed'])('finds nothing to do when run %s', (name) => {
    expect(of(name)).toEqual({ changes: { same: expect.any(Number) as number }, deeds: [], failure: '' });
  });

  it('refuses in preview to lose a Namespace whose construct was renamed without a word', () => {
    expect(of('lost').failure).toMatch(
      /Preview failed: resource "[^"]*::metal-prod\/team-c\/Resource" cannot be deleted/,
    );
    expect(of('lost').deeds).toEqual([]);
  });

  it('renames without touching an object where the former path is said', () => {
    expect(of('renamed')).toMatchObject({ failure: '', deeds: [] });
    expect(uids[0]).toEqual(uids[1]);
  });

  it('does not destroy namespaces and definitions while they are protected', () => {
    expect(of('kept').failure).toContain('cannot be deleted');
    const types = new Set(of('kept').deeds.map(({ did, type }) => `${did} ${type}`));
    expect(types).toContain('delete kubernetes:core/v1:ConfigMap');
    expect(types).not.toContain('delete kubernetes:core/v1:Namespace');
    expect(types).not.toContain('delete kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition');
  });

  it('destroys in the order of dependencies until nothing is left', () => {
    expect(of('unprotected').failure).toBe('');
    expect(of('gone').failure).toBe('');
    expect(left).toEqual([undefined, []]);
    const deleted = of('gone').deeds.map(({ name }) => name);
    expect(deleted).toContain('metal-prod/group-c/Resource');
    // What stands in a namespace goes with it.
    expect(deleted).not.toContain('metal-prod/group-c/settings');
  });
});

interface Stored {
  readonly urn: string;
  readonly dependencies?: readonly string[];
}

interface Export {
  readonly deployment: { readonly resources?: readonly unknown[] };
}

function nameOf(urn: string): string {
  return urn.split('::').at(-1) ?? '';
}
