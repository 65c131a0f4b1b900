import { listOf, mapAt, type ManifestSet } from '../../lib/manifest/index.js';
import { objectId, type JsonObject, type KubeObject } from '../../lib/model/index.js';
import { predict } from '../../lib/predict/index.js';
import { serviceAccount } from './harness/accounts.js';
import { applyAll } from './harness/apply-all.js';
import { applyTree, label, type Verdict } from './harness/apply-tree.js';
import type { Client } from './harness/client.js';
import { startFlagger } from './harness/flagger.js';
import { livePods } from './harness/live-pods.js';
import { LoadTesterStandIn } from './harness/load-tester-stand-in.js';
import { MeshStandIn } from './harness/mesh-stand-in.js';
import { GOOD_ANSWERS, MeshTraffic } from './harness/mesh-traffic.js';
import { startNodes } from './harness/nodes.js';
import { asStored, SCRATCH } from './harness/as-stored.js';
import { differences } from './harness/object-differences.js';
import { OwnBench } from './harness/own-bench.js';
import { releaseTree, WRONG_TEMPLATE } from './harness/release-trees.js';
import { eventsOf, tagged, tagOf } from './harness/releases.js';
import { ReleaseWatch } from './harness/release-watch.js';
import { selectingKinds, strayPolicies } from './harness/selections.js';
import { openTally } from './harness/tally.js';
import { until } from './harness/until.js';

const DEADLINE = 300_000;
const NEW_TAG = '9.9.9';
/** Releases of these tenants are good, those of the others are bad, each in a way of its own. */
const GOOD = ['tenant-a', 'tenant-c'];

const set: ManifestSet = releaseTree();
const written = set.all({ layer: 'written' }).map(({ object }) => object);
const canaries = written
  .filter(({ kind }) => kind === 'Canary')
  .map((object) => `${object.metadata.namespace}/${object.metadata.name}`);
const good = canaries.filter((name) => GOOD.some((tenant) => name.startsWith(`${tenant}/`)));
const bad = canaries.filter((name) => !good.includes(name));

const tally = openTally('flagger', 'each way to release, a good and a bad one of each, and a measure that is wrong');

/** Whose objects the policies on references let pass: a tenant may not write a query of its own. */
const PLATFORM = serviceAccount('flux-system', 'kustomize-controller');

let own: OwnBench | undefined;
let client: Client;
let verdicts: readonly Verdict[];
let mesh: MeshStandIn | undefined;
let testers: LoadTesterStandIn;
let watch: ReleaseWatch | undefined;
/** Objects as Flagger had made them when every Canary was initialized, before any release. */
const initialized = new Map<string, JsonObject>();
/** Pods of each Deployment when every Canary was initialized. */
let idlePods: readonly string[];

beforeAll(async () => {
  own = await OwnBench.start();
  ({ client } = own);
  await startNodes(own.bench, client);
  verdicts = await applyTree(client, set);
  await applyAll(client, [WRONG_TEMPLATE, SCRATCH], PLATFORM);
  const traffic = new MeshTraffic();
  testers = new LoadTesterStandIn(client, traffic);
  mesh = await MeshStandIn.start(set, traffic, testers);
  spoil(traffic);
  await startFlagger(own.bench, client, set, mesh.url);
  watch = new ReleaseWatch(client, written);
  await untilPhase(canaries, 'Initialized');
  for (const object of foretold()) initialized.set(label(object), (await client.read(object)) ?? {});
  idlePods = await untilIdle();
  for (const name of canaries) await release(name, NEW_TAG);
  await untilPhase(canaries, 'Progressing');
  await reapply();
  await untilPhase(good, 'Succeeded');
  await untilPhase(bad, 'Failed');
  await untilIdle();
});

afterAll(async () => {
  await watch?.stop();
  mesh?.close();
  await own?.stop();
});

describe('Flagger, as the account that its chart gives it, while the admission policies are in force', () => {
  it('finds a tree that is taken whole', () => {
    expect(verdicts).toEqual([]);
    expect(canaries).toHaveLength(11);
    tally.count(canaries.length, bad.length);
  });

  it('makes the objects that were foretold of it, but for what only the server or the moment can know', async () => {
    const wrong: string[] = [];
    const unforeseen: Record<string, readonly string[]> = {};
    for (const object of foretold()) {
      const found = differences(await asStored(client, object), initialized.get(label(object)));
      wrong.push(...found.wrong.map((one) => `${label(object)} ${one}`));
      const known = unforeseen[object.kind] ?? [];
      unforeseen[object.kind] = [...new Set([...known, ...found.added])].sort();
    }
    expect(wrong).toEqual([]);
    expect(unforeseen).toMatchSnapshot();
  });

  it('leaves to the server what no object needs to say', async () => {
    const defaults: Record<string, readonly string[]> = {};
    for (const object of foretold().filter(({ metadata }) => metadata.namespace === 'tenant-a')) {
      const found = differences(object, await asStored(client, object));
      defaults[object.kind] = [...new Set([...(defaults[object.kind] ?? []), ...found.added])].sort();
    }
    expect(defaults).toMatchSnapshot();
  });

  it('owns each of them', () => {
    for (const [name, object] of initialized) {
      const owners = listOf(mapAt(object, 'metadata')['ownerReferences']).map((one) => mapAt(one)['kind']);
      expect([name, owners]).toEqual([name, ['Canary']]);
    }
  });

  it('keeps pods of the primary alone while nothing is released', () => {
    expect(idlePods).toEqual(canaries.map((name) => `${name}-primary`).sort());
  });
});

describe('a good release', () => {
  it.each(good)('of %s goes from Initialized to Succeeded', (name) => {
    expect(watch?.recordOf(name).phases).toEqual(
      expect.arrayContaining(['Initialized', 'Progressing', 'Promoting', 'Finalising', 'Succeeded']),
    );
    expect(watch?.phaseOf(name)).toBe('Succeeded');
  });

  it.each(good)('of %s ends with the new version in the primary', async (name) => {
    expect(await tagOf(client, `${name}-primary`)).toBe(NEW_TAG);
  });

  it.each([
    ['tenant-a/app-ui', ['100/0', '90/10', '80/20', '70/30', '60/40', '50/50', '100/0']],
    ['tenant-a/rag-api', ['100/0', '0/100', '100/0']],
    ['tenant-c/by-list', ['100/0', '80/20', '40/60', '90/10', '100/0']],
    ['tenant-c/by-copy', ['100/0', '100/0 copied 30', '0/100', '100/0']],
  ])('of %s moves requests as its strategy says, whatever is applied anew', (name, routes) => {
    expect(watch?.recordOf(name).routes).toEqual(routes);
  });

  it('by headers gives the new version to those who send them, and to nobody else', () => {
    const match = '[{"headers":{"x-canary":{"exact":"insider"}}},{"headers":{"cookie":{"regex":".*beta.*"}}}]';
    expect(watch?.recordOf('tenant-c/by-header').routes).toEqual([
      `${match} 100/0 else all`,
      `${match} 0/100 else all`,
      `${match} 100/0 else all`,
    ]);
  });
});

describe('a bad release', () => {
  it.each(bad)('of %s is rolled back', async (name) => {
    expect(watch?.phaseOf(name)).toBe('Failed');
    expect(watch?.recordOf(name).phases).not.toContain('Promoting');
    expect(watch?.recordOf(name).routes.at(-1)).toMatch(/100\/0( else all)?$/);
    expect(await tagOf(client, `${name}-primary`)).not.toBe(NEW_TAG);
  });

  it.each([
    ['tenant-b/app-ui', 'users are refused', /advancement success-rate 20\.00 < 99/],
    ['tenant-b/rag-api', 'answers are slow', /advancement request duration \S+ > 500ms/],
    ['tenant-d/by-list', 'requests fail', /advancement success-rate 50\.00 < 99/],
    ['tenant-d/by-header', 'the first request is refused', /pre-rollout check acceptance failed/],
    ['tenant-d/by-copy', 'there is too little traffic to judge', /no values found for custom metric: success-rate/],
  ])('of %s says that %s', async (name, _what, says) => {
    expect(await eventsOf(client, 'Canary', name)).toMatch(says);
  });
});

describe('policies', () => {
  it('hold in every phase for the pods they are meant for, be they of the old version or of the new one', () => {
    expect([...(watch?.strays ?? [])]).toEqual([]);
    expect(selectingKinds(written)).toEqual(
      expect.arrayContaining(['AuthorizationPolicy', 'NetworkPolicy', 'PodDisruptionBudget', 'RequestAuthentication']),
    );
    for (const name of canaries) expect([name, watch?.bothReady.get(name)?.has('Progressing')]).toEqual([name, true]);
  });
});

describe('the calls that Flagger makes', () => {
  it('reach Prometheus and the load testers by the names in the tree, and ask what can be answered', () => {
    const meant = mesh?.queries.filter(({ query }) => !query.includes('destination_app')) ?? [];
    expect(meant.filter(({ samples }) => samples.length > 0).length).toBeGreaterThan(50);
    const namespaces = new Set(testers.commands.map(({ namespace }) => namespace));
    expect([...namespaces].sort()).toEqual(['tenant-a', 'tenant-b', 'tenant-c', 'tenant-d']);
  });
});

describe('what is broken on purpose', () => {
  it('shows a measure with a wrong label: it has no value, and the release does not go on', async () => {
    expect(await eventsOf(client, 'Canary', 'tenant-d/wrong-query')).toMatch(
      /no values found for custom metric: misspelt/,
    );
    const asked = mesh?.queries.filter(({ query }) => query.includes('destination_app="wrong-query"')) ?? [];
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.flatMap(({ samples }) => samples)).toEqual([]);
  });

  it('shows a policy that selects the label which Flagger rewrites', async () => {
    const policy: KubeObject = {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'by-app', namespace: 'tenant-a' },
      spec: { selector: { matchLabels: { app: 'app-ui' } } },
    };
    expect(strayPolicies([...written, policy], await livePods(client))).toEqual([
      'AuthorizationPolicy tenant-a/by-app misses a pod of tenant-a/app-ui-primary',
    ]);
  });

  it('shows replicas beside a Canary: the old version runs again though nothing is released', async () => {
    // The tag that runs: another one would begin a release, which the other tests would see.
    const target = tagged(deployment('tenant-a/app-ui'), NEW_TAG);
    const account = serviceAccount('flux-system', 'apps-tenant-a');
    const { message } = await client.apply(
      { ...target, spec: { ...mapAt(target['spec']), replicas: 2 } },
      { as: account },
    );
    expect(message).toBe('');
    await until('pods of the target run beside the primary', async () => {
      const running = new Set(
        (await livePods(client)).filter(({ ready }) => ready).map((pod) => `${pod.namespace}/${pod.deployment}`),
      );
      return running.has('tenant-a/app-ui') ? true : undefined;
    });
    expect(watch?.phaseOf('tenant-a/app-ui')).toBe('Succeeded');
  });
});

/** How the new versions of the bad releases answer. */
function spoil(traffic: MeshTraffic): void {
  traffic.answer('tenant-b', 'app-ui', { ...GOOD_ANSWERS, codes: { '200': 0.2, '401': 0.8 } });
  traffic.answer('tenant-b', 'rag-api', { ...GOOD_ANSWERS, milliseconds: 2000 });
  traffic.answer('tenant-d', 'by-list', { ...GOOD_ANSWERS, codes: { '200': 0.5, '503': 0.5 } });
  traffic.hold('tenant-d', 'by-copy');
  testers.refusing.add('tenant-d/by-header');
}

/** What Flagger is expected to make. */
function foretold(): readonly KubeObject[] {
  return predict(set.all({ layer: 'written' }))
    .map(({ object }) => object)
    .filter((object) => canaries.some((name) => objectId(object).namespace === name.split('/')[0]));
}

function deployment(name: string): KubeObject {
  const [namespace = '', own = ''] = name.split('/');
  const found = set.get('apps', 'Deployment', namespace, own)?.object;
  if (found === undefined) throw new Error(`The tree has no Deployment ${name}.`);
  return found;
}

/** Applies a Deployment with a new tag, as Flux does when an image is there. */
async function release(name: string, tag: string): Promise<void> {
  const [namespace = ''] = name.split('/');
  const target = tagged(deployment(name), tag);
  const { message } = await client.apply(target, { as: serviceAccount('flux-system', `apps-${namespace}`) });
  expect(message).toBe('');
}

/** Flux applies the units of workloads anew every few minutes, also while a release is under way. */
async function reapply(): Promise<void> {
  for (const { path, serviceAccountName = '' } of set.units.filter((unit) => unit.path.startsWith('apps/'))) {
    for (const { object } of set.inUnit(path)) {
      const current = object.kind === 'Deployment' ? tagged(object, NEW_TAG) : object;
      const { message } = await client.apply(current, { as: serviceAccount('flux-system', serviceAccountName) });
      if (message !== '') throw new Error(`${label(object)} is refused: ${message}`);
    }
  }
}

async function untilPhase(names: readonly string[], phase: string): Promise<void> {
  for (const name of names) {
    const seen = (): string => `It went through: ${watch?.recordOf(name).phases.join(', ') ?? ''}.`;
    const ask = (): Promise<true | undefined> =>
      Promise.resolve(watch?.recordOf(name).phases.includes(phase) === true ? true : undefined);
    await until(`${name} is ${phase}`, ask, { deadline: DEADLINE, seen });
  }
}

/** Waits until the pods of targets are gone, and says which Deployments have pods. */
async function untilIdle(): Promise<readonly string[]> {
  let names: readonly string[] = [];
  const idle = async (): Promise<true | undefined> => {
    const pods = (await livePods(client)).filter(({ ready }) => ready);
    names = [...new Set(pods.map((pod) => `${pod.namespace}/${pod.deployment}`))].sort();
    return names.some((name) => canaries.includes(name)) ? undefined : true;
  };
  await until('no target of a Canary has a pod', idle, { seen: () => names.join(', ') });
  return names;
}
