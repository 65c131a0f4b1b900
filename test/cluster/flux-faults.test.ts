import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTree, orderOf } from '../../lib/gitops/order/index.js';
import { mapAt, textOf } from '../../lib/manifest/index.js';
import type { KubeObject } from '../../lib/model/index.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { refusal } from '../refusal.js';
import { applyAll } from './harness/apply-all.js';
import type { Client } from './harness/client.js';
import { conditionOf } from './harness/conditions.js';
import { untilAtRevision, untilRefused, untilUnitReady } from './harness/flux-units.js';
import { kustomization, SOURCE, startFlux } from './harness/flux.js';
import { manifestsOf } from './harness/manifests-of.js';
import { OwnBench } from './harness/own-bench.js';
import { SourceStandIn } from './harness/source-stand-in.js';
import { openTally } from './harness/tally.js';
import { until } from './harness/until.js';
import { withFolder, writeObject } from './harness/with-folder.js';
import { withTree } from './harness/with-tree.js';

const CLUSTER = 'metal-prod';
const DEADLINE = 180_000;
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

const tally = openTally(
  'kustomize-controller',
  'faults as a user sees them: a cycle, a missing kind, an object that moves, one that is deleted too early',
);
let own: OwnBench | undefined;
let client: Client;
let sources: SourceStandIn;

beforeAll(async () => {
  own = await OwnBench.start({ controllers: 'none' });
  ({ client } = own);
  await startFlux(own.bench, client, CLUSTER);
  sources = await SourceStandIn.start(client);
});

afterAll(async () => {
  sources.close();
  await own?.stop();
});

describe('a tree whose first unit waits for its last', () => {
  beforeAll(async () => {
    await withTree(addMetalProd, (folder) => {
      makeCyclic(folder);
      return sources.publish(SOURCE, folder);
    });
  });

  // As long as units wait in a circle, the controller cannot sort those of a source, and starts none at a new revision.
  afterAll(async () => {
    const names = manifestsOf(CLUSTER, addMetalProd).units.map(({ path }) => path.replaceAll('/', '-'));
    for (const name of names) await client.delete(kustomization(name));
    for (const name of names) {
      const gone = async (): Promise<true | undefined> =>
        (await client.read(kustomization(name))) === undefined ? true : undefined;
      await until(`Kustomization ${name} is gone`, gone, { deadline: DEADLINE });
    }
  });

  it('is refused by the check of the order, which names the way round', async () => {
    await withTree(addMetalProd, (folder) => {
      const ordered = (): readonly unknown[] => loadTree(folder).map(orderOf);
      expect(ordered).not.toThrow();
      makeCyclic(folder);
      const text = refusal(ordered);
      expect(text).toContain('TM5301 at Kustomization');
      expect(text).toMatch(/wait for each other: (\S+ -> )*infrastructure-crds -> apps-tenant-a/);
      return Promise.resolve();
    });
  });

  it('stands still in Flux, which says of each unit only what that one waits for', async () => {
    const waiting = await until('the first unit says what it waits for', async () =>
      textOf(conditionOf(await client.read(kustomization('infrastructure-crds')), 'Ready')['message']),
    );
    expect(waiting).toContain("dependency 'flux-system/apps-tenant-a' is not ready");
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tenant-a' } };
    expect(await client.read(namespace)).toBeUndefined();
    tally.count(1, 1);
  });
});

describe('an object of a kind that the cluster does not have', () => {
  it('is named by the unit that holds it', async () => {
    const metadata = { name: 'nobody', namespace: 'default' };
    await publish({ missing: [{ apiVersion: 'nobody.example.com/v1', kind: 'Nobody', metadata }] });
    await applyAll(client, [probe('missing')]);
    expect(await untilRefused(client, 'missing')).toMatch(
      /no matches for kind "Nobody" in version "nobody.example.com\/v1"/,
    );
    tally.count(1, 1);
  });
});

describe('an object that moves from one unit to another, which waits for the first', () => {
  const kept = configMap('kept', { [PRUNE]: 'disabled' });
  const bare = configMap('bare', {});

  it('survives where pruning was disabled before, and is made anew where it was not', async () => {
    await publish({ from: [kept, bare], to: [configMap('other', {})] });
    await applyAll(client, [probe('from'), probe('to', ['from'])]);
    for (const name of ['from', 'to']) await untilUnitReady(client, name);
    const before = { kept: await uid(kept), bare: await uid(bare) };
    const revision = await publish({ from: [configMap('left', {})], to: [configMap('kept', {}), bare] });
    for (const name of ['from', 'to']) await untilAtRevision(client, name, revision);
    expect(await uid(kept)).toBe(before.kept);
    expect(await uid(bare)).not.toBe(before.bare);
    const labels = mapAt(await client.read(kept), 'metadata', 'labels');
    expect(labels['kustomize.toolkit.fluxcd.io/name']).toBe('to');
    tally.count(4);
  });
});

describe('an object that somebody deletes while its unit waits for another', () => {
  it('is missed until the timeout, and made anew by the retry after it', async () => {
    const taken = configMap('taken', {});
    const metadata = { name: 'slow', namespace: 'default' };
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const slow = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec };
    await publish({ waits: [taken, slow] });
    const unit = probe('waits');
    await applyAll(client, [{ ...unit, spec: { ...mapAt(unit, 'spec'), wait: true, timeout: '30s' } }]);
    const live = await until('the second object is there', () => client.read(slow), { deadline: DEADLINE });
    const before = await until('the first object is there', () => uid(taken), { deadline: DEADLINE });
    await client.delete(taken);
    const bound = { ...slow, ...live, status: { phase: 'Bound' } };
    const { ok, message } = await client.replace(bound, { subresource: 'status' });
    expect([ok, message]).toEqual([true, '']);
    expect(await untilRefused(client, 'waits')).toContain(
      "timeout waiting for: [ConfigMap/default/taken status: 'NotFound']",
    );
    await untilUnitReady(client, 'waits');
    expect([undefined, before]).not.toContain(await uid(taken));
    tally.count(2, 1);
  });
});

/** Makes the unit that all wait for wait for a tenant's. */
function makeCyclic(folder: string): void {
  const file = join(folder, 'clusters', CLUSTER, 'infrastructure-crds.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain('dependsOn');
  writeFileSync(file, text.replace('\nspec:\n', '\nspec:\n  dependsOn:\n    - name: apps-tenant-a\n'));
}

/** Publishes folders of objects beside a cluster without units. */
function publish(folders: Readonly<Record<string, readonly KubeObject[]>>): Promise<string> {
  return withFolder((root) => {
    writeObject(join(root, 'clusters', CLUSTER, 'kustomization.yaml'), { resources: [] });
    for (const [name, objects] of Object.entries(folders)) {
      objects.forEach((object, at) => {
        writeObject(join(root, name, `${String(at)}.yaml`), object);
      });
    }
    return sources.publish(SOURCE, root);
  });
}

function probe(name: string, dependsOn: readonly string[] = []): KubeObject {
  const spec = {
    interval: '10m',
    retryInterval: '5s',
    path: `./${name}`,
    prune: true,
    serviceAccountName: 'kustomize-controller',
    sourceRef: { kind: 'GitRepository', name: 'flux-system' },
    dependsOn: dependsOn.map((on) => ({ name: on })),
  };
  return { ...kustomization(name), spec };
}

function configMap(name: string, annotations: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', annotations }, data: {} };
}

async function uid(object: KubeObject): Promise<string | undefined> {
  return textOf(mapAt(await client.read(object), 'metadata')['uid']);
}
