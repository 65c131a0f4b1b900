import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterScale } from '../../lib/app/index.js';
import { planPublish, publish, type PublishOptions } from '../../lib/gitops/index.js';
import { SHARD_KEY, spread } from '../../lib/gitops/writer.js';
import { mapAt, textOf } from '../../lib/manifest/index.js';
import type { KubeObject } from '../../lib/model/index.js';
import { removeSandboxes, Sandbox } from '../gitops/publish/sandbox.js';
import { applyAll } from './harness/apply-all.js';
import { conditionOf, untilCondition } from './harness/conditions.js';
import { synthFleet, TEAM } from './harness/fleet.js';
import { FleetCluster } from './harness/fleet-cluster.js';
import { COMPONENTS } from './harness/flux-components.js';
import { FluxOperatorStandIn } from './harness/flux-operator-stand-in.js';
import { kustomization } from './harness/flux.js';
import { listAll } from './harness/live-pods.js';
import { openTally } from './harness/tally.js';
import { withFolder, writeObject } from './harness/with-folder.js';

const TENANTS = [TEAM, 'birch', 'fjord'];
const MORE_TENANTS = [...TENANTS, 'delta'];
/** Three sets of controllers; in one of them nobody is. */
const SHARDS: ClusterScale = { shards: ['one', 'two'], idleShards: ['three'] };
const OTHER_SHARDS: ClusterScale = { shards: ['two', 'three'], idleShards: ['one'] };
const GROUPS: ClusterScale = { ...SHARDS, groups: ['north'], roots: ['upper', 'lower'] };
const INSTANCE = 'clusters/east/flux-system/flux-instance.yaml';
const LOCKDOWN = ['--no-cross-namespace-refs=true', '--no-remote-bases=true', '--default-service-account=default'];
const MARK = 'kustomize.toolkit.fluxcd.io/prune';

const REGION = object('v1', 'ConfigMap', 'region', 'tenant-a');
const TEAM_STEP = teamStep(TEAM);

const tally = openTally(
  'kustomize-controller',
  'layouts: groups, roots, shards, shared units of two clusters, an OCI artifact, both other ways of bootstrap',
);
let box: Sandbox;
/** What was published last. */
let published: string;
let east: FleetCluster;
let west: FleetCluster;
let operator: FluxOperatorStandIn;

beforeAll(async () => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
  box = new Sandbox();
  published = distOf(SHARDS);
  publish(published, box.checkout);
  writeObject(join(box.checkout, 'clusters/west/flux-system/gotk-components.yaml'), {
    apiVersion: 'v1',
    kind: 'List',
    items: COMPONENTS,
  });
  [east, west] = await Promise.all([
    FleetCluster.start('east', box.checkout),
    FleetCluster.start('west', box.checkout),
  ]);
  await applyAll(east.client, COMPONENTS.slice(0, 1));
  east.kubectl('apply', '--filename', join(box.checkout, INSTANCE));
  operator = new FluxOperatorStandIn(east.client, east.controllers);
  await operator.reconcile();
  await east.settled(await east.serve());
});

afterAll(async () => {
  await Promise.all([east.stop(), west.stop()]);
  removeSandboxes();
});

describe('shards of a FluxInstance', () => {
  it('have a controller each, beside one for what is in no shard, all with the lockdown', async () => {
    await arrive(SHARDS);
    const selectors = { '': `!${SHARD_KEY}`, '-one': `${SHARD_KEY}=one`, '-three': `${SHARD_KEY}=three` };
    expect(east.controllers.names).toEqual(
      ['', '-one', '-three', '-two'].map((suffix) => `kustomize-controller${suffix}`),
    );
    for (const [suffix, selector] of Object.entries(selectors)) {
      const args = east.controllers.argumentsOf(`kustomize-controller${suffix}`);
      expect(args).toEqual(expect.arrayContaining([`--watch-label-selector=${selector}`, ...LOCKDOWN]));
    }
  });

  it('have one controller for each Kustomization: the same when a tenant comes, another when the shards change', async () => {
    await arrive(SHARDS);
    const before = await east.workers();
    expect(before).toEqual(await east.meantWorkers());
    expect(new Set([...before.values()].flat()).size).toBe(3);
    await arrive(SHARDS, MORE_TENANTS);
    const after = await east.workers();
    expect(after).toEqual(await east.meantWorkers());
    expect(after).toEqual(new Map([...after, ...before]));
    expect(after.size).toBe(before.size + 2);
    tally.count(after.size);
    await expectTakeover(MORE_TENANTS);
  });

  // What publish warns of: the operator is quicker than the controllers that it ends.
  it('leave a tenant behind that goes with its shard, until there are controllers for it again', async () => {
    await arrive(SHARDS);
    const [gone = ''] = TENANTS.filter((one) => one !== TEAM && spread(one, ['one', 'two']) === 'one');
    const rest = TENANTS.filter((tenant) => tenant !== gone);
    const rails = guarded().filter(({ metadata }) => metadata.namespace === gone);
    const before = await east.uids(rails);
    publish(distOf({ shards: ['two'] }, rest), box.checkout, { allowDelete: ['FluxInstance/flux-system/flux'] });
    east.kubectl('apply', '--filename', join(box.checkout, INSTANCE));
    await operator.reconcile();
    await east.settled(await east.serve(), [`apps-${gone}`, `tenants-${gone}`]);
    expect(await east.uids(rails)).toEqual(before);
    tally.count(rails.length);

    await arrive({ shards: ['two'], idleShards: ['one', 'three'] }, rest);
    // Kubernetes itself makes the default account anew.
    const found = await east.uids(rails.filter(({ kind }) => kind !== 'ServiceAccount'));
    const left = [...found].filter(([, uid]) => uid !== undefined);
    expect(left).toEqual([]);
  });
});

describe('guard rails of several tenants in one Kustomization, and Kustomizations in roots', () => {
  it('come and go in two steps, which make nothing anew', async () => {
    await arrive(SHARDS);
    const before = await east.uids(guarded());
    expect(await arrive(GROUPS)).toEqual(['mark', 'finish', 'none']);
    expect(await owners()).toEqual(new Set(['guard-rails-north']));
    expect(await east.uids(guarded())).toEqual(before);
    expect(await east.workers()).toEqual(await east.meantWorkers());
    expect(await arrive(SHARDS)).toEqual(['mark', 'finish', 'none']);
    expect(await owners()).toEqual(new Set(TENANTS.map((tenant) => `tenants-${tenant}`)));
    expect(await east.uids(guarded())).toEqual(before);
    tally.count(2 * before.size);
  });

  it('lose objects where somebody has them come at once', async () => {
    await arrive(SHARDS);
    const before = await east.uids(guarded());
    published = distOf(GROUPS);
    const { moves } = planPublish(published, box.checkout);
    publish(published, box.checkout, { allowDelete: moves.kind === 'mark' ? moves.objects : [] });
    await east.settled(await east.serveDeletionsFirst());
    const after = await east.uids(guarded());
    expect([...after.values()]).not.toContain(undefined);
    expect([...after].filter(([object, uid]) => uid !== before.get(object)).length).toBeGreaterThan(0);
    tally.count(before.size);
  });
});

describe('a second cluster that reads the same artifact, with Flux by `flux install`', () => {
  beforeAll(async () => {
    // What it reads is the same, whichever layouts the first cluster had before.
    await arrive(SHARDS);
    west.kubectl('apply', '--kustomize', join(box.checkout, 'clusters/west/flux-system'));
    await west.controllers.run(await listDeployments());
    await west.settled(await west.serve());
  });

  it('comes up from what `kubectl apply -k` makes of its folder, with the lockdown', async () => {
    expect(west.controllers.argumentsOf('kustomize-controller')).toEqual(expect.arrayContaining(LOCKDOWN));
    tally.count((await west.uids(west.written().map(({ object }) => object))).size);
  });

  it('has the shared unit from one folder with the first one, and values of its own in it', async () => {
    for (const cluster of [east, west]) {
      expect(mapAt(await cluster.client.read(REGION), 'data')).toEqual({ region: `region-${cluster.name}` });
      const { path, sourceRef } = mapAt(await cluster.client.read(kustomization('infrastructure-common')), 'spec');
      expect(path).toBe('./manifests/shared/infrastructure/common');
      expect(sourceRef).toMatchObject({ kind: 'OCIRepository' });
    }
    tally.count(2);
  });

  it("applies a team's own artifact under the account of the tenant, and nothing beyond its rights", async () => {
    await pushTeam({ settings: object('v1', 'ConfigMap', 'settings') });
    await untilCondition(west.client, TEAM_STEP);
    const made = await west.client.read({ ...object('v1', 'ConfigMap', 'settings', TEAM) });
    expect(made).toBeDefined();
    tally.count(1);

    await pushTeam({ foreign: object('v1', 'Namespace', 'foreign') });
    const { message } = conditionOf(await untilCondition(west.client, TEAM_STEP, { status: 'False' }), 'Ready');
    expect(message).toMatch(/system:serviceaccount:amber:apps.*cannot (?:patch|get) resource "namespaces"/s);
    tally.count(1, 1);
  });

  it('lets nobody read the source of the platform, or apply as anybody but an account without rights', async () => {
    await pushTeam({ settings: object('v1', 'ConfigMap', 'settings') });
    const spec = mapAt((await west.client.read(TEAM_STEP))?.['spec']);
    const { serviceAccountName, ...accountless } = spec;
    expect(serviceAccountName).toBe('apps');
    const sourceRef = { kind: 'OCIRepository', name: 'flux-system', namespace: 'flux-system' };
    const steps = { foreign: { ...spec, sourceRef }, accountless };
    for (const [name, changed] of Object.entries(steps))
      await applyAll(west.client, [{ ...teamStep(name), spec: changed }]);
    expect(await refused('foreign')).toContain(
      "can't access 'OCIRepository/flux-system/flux-system', cross-namespace references have been blocked",
    );
    expect(await refused('accountless')).toMatch(/system:serviceaccount:amber:default.*cannot/s);
    tally.count(2, 2);
  });
});

/** Has the first cluster come to a layout, in as many publishes as that takes; returns what each did about moves. */
async function arrive(scale: ClusterScale, tenants: readonly string[] = TENANTS): Promise<readonly string[]> {
  const dist = distOf(scale, tenants);
  if (dist === published) return [];
  const first = await publishEast(dist);
  if (first !== 'mark') return [first];
  return [first, await publishEast(dist, { finishMoves: true }), await publishEast(dist)];
}

/** Shards take over what comes to them, delete nothing, and may end once nobody is in them. */
async function expectTakeover(tenants: readonly string[]): Promise<void> {
  const before = await east.uids(guarded());
  expect(await arrive(OTHER_SHARDS, tenants)).toEqual(['none']);
  const workers = await east.workers();
  expect(workers).toEqual(await east.meantWorkers());
  expect(new Set([...workers.values()].flat())).not.toContain('kustomize-controller-one');
  expect(await east.uids(guarded())).toEqual(before);
  await arrive({ ...OTHER_SHARDS, idleShards: [] }, tenants);
  expect(east.controllers.names).not.toContain('kustomize-controller-one');
  expect(await east.uids(guarded())).toEqual(before);
  tally.count(before.size);
}

/** What synth writes of a layout. */
function distOf(scale: ClusterScale, tenants: readonly string[] = TENANTS): string {
  const folder = join(box.dist, encodeURIComponent(JSON.stringify([scale, tenants])));
  if (!existsSync(folder)) synthFleet(folder, { tenants, scale });
  return folder;
}

async function publishEast(dist: string, options: PublishOptions = {}): Promise<string> {
  const { moves } = publish(dist, box.checkout, options);
  published = dist;
  const revision = await east.serve();
  await operator.reconcile();
  await east.settled(revision);
  return moves.kind;
}

/** Objects of the first cluster that every layout has: what tenants have, and the Kustomizations of their workloads. */
function guarded(): readonly KubeObject[] {
  const found = east
    .written()
    .filter(({ unit, id }) => /^(?:guard-rails|tenants|apps)\//.test(unit) || id.name.startsWith('apps-'));
  return found.map(({ object }) => object);
}

/** Kustomizations that have the guard rails, by the labels that Flux leaves. */
async function owners(): Promise<ReadonlySet<string>> {
  const rails = guarded().filter(({ kind }) => kind === 'NetworkPolicy' || kind === 'ResourceQuota');
  const names = rails.map(async (object) => {
    const { labels, annotations } = mapAt(await east.client.read(object), 'metadata');
    expect(mapAt(annotations)).not.toHaveProperty([MARK]);
    return textOf(mapAt(labels)['kustomize.toolkit.fluxcd.io/name']) ?? '';
  });
  return new Set(await Promise.all(names));
}

/** Deployments of Flux in the second cluster, as kubelets would see them. */
async function listDeployments(): Promise<readonly KubeObject[]> {
  const found = await listAll(west.client, '/apis/apps/v1/namespaces/flux-system/deployments');
  return found.map((one) => ({ kind: 'Deployment', ...one }) as unknown as KubeObject);
}

/** Serves a new version of the artifact of the team. */
async function pushTeam(objects: Readonly<Record<string, KubeObject>>): Promise<void> {
  await withFolder((folder) => {
    for (const [name, content] of Object.entries(objects)) writeObject(join(folder, `${name}.yaml`), content);
    return west.sources.publish({ ...object('source.toolkit.fluxcd.io/v1', 'OCIRepository', TEAM, TEAM) }, folder);
  });
}

async function refused(name: string): Promise<string> {
  const step = await untilCondition(west.client, teamStep(name), { status: 'False' });
  return textOf(conditionOf(step, 'Ready')['message']) ?? '';
}

function teamStep(name: string): KubeObject {
  return object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', name, TEAM);
}

function object(apiVersion: string, kind: string, name: string, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}
