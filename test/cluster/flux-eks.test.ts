import { mapAt } from '../../lib/manifest/index.js';
import type { KubeObject } from '../../lib/model/index.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { applyAll } from './harness/apply-all.js';
import type { Client } from './harness/client.js';
import { ControllerStandIn, type DoneKind } from './harness/controller-stand-in.js';
import { fluxUnits, untilAllReady } from './harness/flux-units.js';
import { SOURCE, startFlux } from './harness/flux.js';
import { manifestsOf } from './harness/manifests-of.js';
import { startNodes } from './harness/nodes.js';
import { livePods } from './harness/live-pods.js';
import { OwnBench } from './harness/own-bench.js';
import { isUp, ReleaseStandIn } from './harness/release-stand-in.js';
import { idlePolicies, selectingKinds } from './harness/selections.js';
import { SourceStandIn } from './harness/source-stand-in.js';
import { openTally } from './harness/tally.js';
import { withTree } from './harness/with-tree.js';

const CLUSTER = 'eks-prod';
/** The issuers ask an ACME server and Route 53, which are not here: a stand-in says that certificates are there. */
const CERTIFICATES: readonly DoneKind[] = ['Certificate', 'ClusterIssuer', 'Issuer'].map((kind) => [
  'cert-manager.io/v1',
  kind,
  'Ready',
]);
const FACTS = {
  vpc_id: 'vpc-0a1b2c3d',
  tenant_a_client_id: 'clientoffirst',
  tenant_a_user_pool_id: 'eu-central-1_First',
  tenant_b_client_id: 'clientofsecond',
  tenant_b_user_pool_id: 'eu-central-1_Second',
};
const FACTS_OBJECT: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cluster-facts', namespace: 'flux-system' },
  data: FACTS,
};

const set = manifestsOf(CLUSTER, addEksProd);
const tally = openTally(
  'kustomize-controller',
  'the published tree on EKS: order, workloads of releases, facts of the cluster',
);
let own: OwnBench | undefined;
let client: Client;
let sources: SourceStandIn;
let controllers: ControllerStandIn | undefined;
let releases: ReleaseStandIn;
let unready: readonly unknown[];

beforeAll(async () => {
  own = await OwnBench.start();
  ({ client } = own);
  await startNodes(own.bench, client);
  await startFlux(own.bench, client, CLUSTER);
  await applyAll(client, [FACTS_OBJECT]);
  sources = await SourceStandIn.start(client);
  releases = new ReleaseStandIn(client, set);
  controllers = new ControllerStandIn(client, new Set(), { releases, kinds: CERTIFICATES });
  await withTree(addEksProd, (folder) => sources.publish(SOURCE, folder));
  unready = await untilAllReady(client, fluxUnits(set));
});

afterAll(async () => {
  await controllers?.stop();
  sources.close();
  await own?.stop();
});

it('comes up in the order it declares, with every object in the inventory of its unit', async () => {
  const units = fluxUnits(set);
  expect(unready).toEqual([]);
  tally.count(units.reduce((sum, { objects }) => sum + objects, 0));
  for (const workload of releases.workloads) {
    expect([workload.metadata.name, isUp(await client.read(workload))]).toEqual([workload.metadata.name, true]);
  }
});

it('has no policy that selects pods which are not there, and shows one that is meant for another label', async () => {
  const written = set.all({ layer: 'written' }).map(({ object }) => object);
  const pods = await livePods(client);
  expect(idlePolicies(written, pods)).toEqual([]);
  const right = written.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'tenant-a');
  if (right === undefined) throw new Error('the tenant has no NetworkPolicy');
  const podSelector = { matchLabels: { 'app.kubernetes.io/name': 'app-iu' } };
  const wrong = { ...right, spec: { ...mapAt(right['spec']), podSelector } };
  expect(idlePolicies([wrong], pods)).toContainEqual(
    `NetworkPolicy tenant-a/${right.metadata.name ?? ''} selects no pod by ${JSON.stringify(podSelector)}`,
  );
  expect(selectingKinds(written)).toEqual(expect.arrayContaining(['AuthorizationPolicy', 'NetworkPolicy']));
});

it('holds the facts of the cluster where the program left them open', async () => {
  const text = JSON.stringify(await Promise.all(written().map((object) => client.read(object))));
  for (const value of Object.values(FACTS)) expect(text).toContain(value);
  expect(text).not.toContain('${');
});

/** Objects of the units that leave something to the facts. */
function written(): readonly KubeObject[] {
  const entries = set.all({ layer: 'written' }).filter(({ side }) => side.size > 0);
  expect(entries.length).toBeGreaterThan(2);
  return entries.map(({ object }) => object);
}
