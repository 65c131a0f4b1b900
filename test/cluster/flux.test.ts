import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapAt, textOf } from '../../lib/manifest/index.js';
import type { KubeObject } from '../../lib/model/index.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { applyAll } from './harness/apply-all.js';
import { startCertManager } from './harness/cert-manager.js';
import type { Client } from './harness/client.js';
import { conditionOf } from './harness/conditions.js';
import { ControllerStandIn } from './harness/controller-stand-in.js';
import {
  fluxUnits,
  inventorySize,
  untilAllReady,
  untilAtRevision,
  untilRefused,
  untilUnitReady,
} from './harness/flux-units.js';
import { kustomization, SOURCE, startFlux } from './harness/flux.js';
import { manifestsOf } from './harness/manifests-of.js';
import { startNodes } from './harness/nodes.js';
import { OwnBench } from './harness/own-bench.js';
import { isUp, ReleaseStandIn } from './harness/release-stand-in.js';
import { rootSecret } from './harness/root-secret.js';
import { SourceStandIn } from './harness/source-stand-in.js';
import { openTally } from './harness/tally.js';
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
const set = manifestsOf(CLUSTER, addMetalProd);
const units = fluxUnits(set);
const tally = openTally(
  'kustomize-controller',
  'the published tree on bare metal: order, a late release, faults, pruning',
);

let own: OwnBench | undefined;
let client: Client;
let sources: SourceStandIn;
let controllers: ControllerStandIn | undefined;
/** Units that were not ready while one release was late, and how many objects each had applied. */
const heldBack = new Map<string, number>();
/** What was out of order, or not as meant, when all were ready. */
let faults: readonly string[];
let before: readonly string[];
let releases: ReleaseStandIn;

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
  releases = new ReleaseStandIn(client, set);
  controllers = new ControllerStandIn(client, new Set(['istiod']), { releases });
  await withTree(addMetalProd, (folder) => sources.publish(SOURCE, folder));
  const late = dependents('infrastructure-istiod');
  for (const { name } of units.filter((one) => !late.has(one.name))) await untilUnitReady(client, name);
  for (const { name } of units) {
    const unit = await client.read(kustomization(name));
    if (conditionOf(unit, 'Ready')['status'] !== 'True') heldBack.set(name, inventorySize(unit));
  }
  controllers.held.delete('istiod');
  faults = await untilAllReady(client, units);
  tally.count(units.reduce((sum, { objects }) => sum + objects, 0));
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

  it('comes up in the order it declares, with every object in the inventory of its unit', () => {
    expect(faults).toEqual([]);
  });

  it('waits for the workloads of the releases, which run', async () => {
    expect(releases.workloads.length).toBeGreaterThan(15);
    for (const workload of releases.workloads.filter(
      ({ metadata }) => metadata.namespace?.includes('tenant-b') !== true,
    )) {
      expect([workload.metadata.name, isUp(await client.read(workload))]).toEqual([workload.metadata.name, true]);
    }
  });
});

describe('a later revision, with two faults and without one tenant', () => {
  it("shows the server's words where a field is in the wrong place", async () => {
    expect(await untilRefused(client, 'auth-tenant-a')).toContain('.rules: field not declared in schema');
    tally.count(1, 1);
  });

  it("cannot write outside of a tenant's namespace through the tenant's unit", async () => {
    expect(await untilRefused(client, 'apps-tenant-a')).toMatch(
      /ServiceAccount\/tenant-b\/foreign.*apps-tenant-a.*cannot patch/s,
    );
    expect(await client.read(FOREIGN)).toBeUndefined();
    tally.count(1, 1);
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

/** Publishes the tree anew, after a change to its files. */
async function republish(change: (folder: string) => void): Promise<void> {
  const revision = await withTree(addMetalProd, (folder) => {
    change(folder);
    return sources.publish(SOURCE, folder);
  });
  await untilAtRevision(client, 'flux-system', revision);
}

function gone(object: KubeObject): Promise<true> {
  const ask = async (): Promise<true | undefined> => ((await client.read(object)) === undefined ? true : undefined);
  return until(`${object.kind} ${object.metadata.name ?? ''} is gone`, ask, { deadline: DEADLINE });
}

/** Ids by which the server knows what a tenant's units have made: an object that was made anew has another. */
async function uids(tenant: string): Promise<readonly string[]> {
  const made = set.all({ layer: 'written' });
  const found: string[] = [];
  for (const { object, unit } of made.filter((one) => one.unit.endsWith(`/${tenant}`))) {
    const uid = textOf(mapAt(await client.read(object), 'metadata')['uid']);
    found.push(`${unit} ${object.kind} ${object.metadata.name ?? ''} ${uid ?? 'is missing'}`);
  }
  return found;
}
