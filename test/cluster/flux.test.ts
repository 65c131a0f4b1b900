import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listOf, mapAt, textOf } from '../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../lib/model/index.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { applyAll } from './harness/apply-all.js';
import { startCertManager } from './harness/cert-manager.js';
import type { Client } from './harness/client.js';
import { conditionOf, untilCondition } from './harness/conditions.js';
import { ControllerStandIn } from './harness/controller-stand-in.js';
import { kustomization, SOURCE, startFlux } from './harness/flux.js';
import { manifestsOf } from './harness/manifests-of.js';
import { startNodes } from './harness/nodes.js';
import { OwnBench } from './harness/own-bench.js';
import { rootSecret } from './harness/root-secret.js';
import { SourceStandIn } from './harness/source-stand-in.js';
import { until } from './harness/until.js';
import { withTree } from './harness/with-tree.js';
import { rootCertificate } from './harness/x509.js';

const CLUSTER = 'metal-prod';
const DEADLINE = 180_000;
const FOREIGN: KubeObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'foreign', namespace: 'tenant-b' },
};
const units = manifestsOf(CLUSTER, addMetalProd).units.map(({ path, dependsOn }) => ({
  name: path.replaceAll('/', '-'),
  dependsOn: dependsOn.map((on) => on.replaceAll('/', '-')),
}));

let own: OwnBench | undefined;
let client: Client;
let sources: SourceStandIn;
let controllers: ControllerStandIn | undefined;
/** Units that were not ready while one release was late, and how many objects each had applied. */
const heldBack = new Map<string, number>();
/** How many objects each unit had applied when it was ready. */
const inventories = new Map<string, number>();
let before: readonly string[];
/** When each unit was ready for the first time. */
const firstReady = new Map<string, string>();

beforeAll(async () => {
  own = await OwnBench.start();
  ({ client } = own);
  await startNodes(own.bench, client);
  await startCertManager(own.bench, client);
  await applyAll(client, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
    rootSecret('istio-system', 'mesh-root-ca', rootCertificate('mesh root', 1)),
    rootSecret('cert-manager', 'gateway-ca', rootCertificate('gateway root', 0)),
  ]);
  await startFlux(own.bench, client, CLUSTER);
  sources = await SourceStandIn.start(client);
  controllers = new ControllerStandIn(client, new Set(['istiod']));
  await withTree(addMetalProd, (folder) => sources.publish(SOURCE, folder));
  const late = dependents('infrastructure-istiod');
  for (const { name } of units.filter((one) => !late.has(one.name))) await ready(name);
  for (const { name } of units) {
    const unit = await client.read(kustomization(name));
    const objects = listOf(mapAt(unit, 'status', 'inventory')['entries']).length;
    if (conditionOf(unit, 'Ready')['status'] !== 'True') heldBack.set(name, objects);
  }
  controllers.held.delete('istiod');
  for (const { name } of units) {
    const unit = await ready(name);
    firstReady.set(name, textOf(conditionOf(unit, 'Ready')['lastTransitionTime']) ?? '');
    inventories.set(name, listOf(mapAt(unit, 'status', 'inventory')['entries']).length);
  }
  before = await uids('tenant-a');
  await republish(spoil);
});

afterAll(async () => {
  await controllers?.stop();
  sources.close();
  await own?.stop();
});

describe('the published tree, applied by kustomize-controller', () => {
  it('holds back what depends on a release that is late, and nothing else', () => {
    expect([...heldBack.keys()].sort()).toEqual([...dependents('infrastructure-istiod')].sort());
    heldBack.delete('infrastructure-istiod');
    expect([...heldBack.values()].filter((objects) => objects > 0)).toEqual([]);
  });

  it('comes up in the order it declares', () => {
    const early: string[] = [];
    for (const { name, dependsOn } of units) {
      const at = firstReady.get(name) ?? '';
      for (const on of dependsOn) if ((firstReady.get(on) ?? 'never') > at) early.push(`${name} before ${on}`);
    }
    expect(early).toEqual([]);
    expect(firstReady.size).toBe(units.length);
  });

  it('has every object in the inventory of its unit', () => {
    const meant = manifestsOf(CLUSTER, addMetalProd);
    const counts = meant.units.map(({ path }) => [path.replaceAll('/', '-'), meant.inUnit(path).length] as const);
    expect(inventories).toEqual(new Map(counts));
  });
});

describe('a later revision, with two faults and without one tenant', () => {
  it("shows the server's words where a field is in the wrong place", async () => {
    expect(await refusal('auth-tenant-a')).toContain('.rules: field not declared in schema');
  });

  it("cannot write outside of a tenant's namespace through the tenant's unit", async () => {
    expect(await refusal('apps-tenant-a')).toMatch(/ServiceAccount\/tenant-b\/foreign.*apps-tenant-a.*cannot patch/s);
    expect(await client.read(FOREIGN)).toBeUndefined();
  });

  it('prunes what the tenant that left had, but for its namespaces, and nothing of the other one', async () => {
    for (const name of ['apps-tenant-b', 'tenants-tenant-b', 'auth-tenant-b']) await gone(kustomization(name));
    const left = (await uids('tenant-b')).filter((one) => !one.endsWith(' is missing'));
    // Namespaces are kept from pruning, and Kubernetes itself makes the default account anew.
    const kept = /^\S+ (Namespace \S+|ServiceAccount default) /;
    expect(left.filter((one) => !kept.test(one))).toEqual([]);
    expect(left.filter((one) => one.includes(' Namespace '))).toHaveLength(2);
    expect(await uids('tenant-a')).toEqual(before);
  });
});

/** A misplaced field, an object in a foreign namespace, and the units of one tenant taken out. */
function spoil(folder: string): void {
  const tree = join(folder, 'manifests', CLUSTER);
  const policy = 'authorizationpolicy.security.istio.io_tenant-a-auth_default-deny.yaml';
  appendFileSync(join(tree, 'auth/tenant-a', policy), 'rules: []\n');
  writeFileSync(join(tree, 'apps/tenant-a/foreign.yaml'), JSON.stringify(FOREIGN));
  writeFileSync(join(tree, 'apps/tenant-a/kustomization.yaml'), JSON.stringify({ resources: ['foreign.yaml'] }));
  const entry = join(folder, 'clusters', CLUSTER, 'kustomization.yaml');
  const lines = readFileSync(entry, 'utf8').split('\n');
  writeFileSync(entry, lines.filter((line) => !line.includes('tenant-b')).join('\n'));
}

function dependents(name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const unit of units) if (unit.dependsOn.some((on) => found.has(on))) found.add(unit.name);
  }
  return found;
}

function ready(name: string): Promise<JsonObject> {
  return untilCondition(client, kustomization(name), { deadline: DEADLINE });
}

/** Publishes the tree anew, after a change to its files. */
async function republish(change: (folder: string) => void): Promise<void> {
  const revision = await withTree(addMetalProd, (folder) => {
    change(folder);
    return sources.publish(SOURCE, folder);
  });
  await until(
    `the entry of the cluster is at ${revision}`,
    async () => {
      const status = mapAt(await client.read(kustomization('flux-system')), 'status');
      return status['lastAppliedRevision'] === revision ? true : undefined;
    },
    { deadline: DEADLINE },
  );
}

/** What a unit says once it has failed. */
function refusal(name: string): Promise<string> {
  return until(
    `${name} fails`,
    async () => {
      const { status, message } = conditionOf(await client.read(kustomization(name)), 'Ready');
      const text = textOf(message);
      return status === 'False' && text?.includes('ependenc') === false ? text : undefined;
    },
    { deadline: DEADLINE },
  );
}

function gone(object: KubeObject): Promise<true> {
  const ask = async (): Promise<true | undefined> => ((await client.read(object)) === undefined ? true : undefined);
  return until(`${object.kind} ${object.metadata.name ?? ''} is gone`, ask, { deadline: DEADLINE });
}

/** Ids by which the server knows what a tenant's units have made: an object that was made anew has another. */
async function uids(tenant: string): Promise<readonly string[]> {
  const made = manifestsOf(CLUSTER, addMetalProd).all({ layer: 'written' });
  const found: string[] = [];
  for (const { object, unit } of made.filter((one) => one.unit.endsWith(`/${tenant}`))) {
    const uid = textOf(mapAt(await client.read(object), 'metadata')['uid']);
    found.push(`${unit} ${object.kind} ${object.metadata.name ?? ''} ${uid ?? 'is missing'}`);
  }
  return found;
}
