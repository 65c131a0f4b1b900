import { setTimeout as sleep } from 'node:timers/promises';
import { MeshApp } from 'tenant-mesh';
import type { ManifestSet } from '../../lib/manifest/index.js';
import { KEYS, type KubeObject } from '../../lib/model/index.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { EVERYTHING, rights, serviceAccount } from './harness/accounts.js';
import { applyAll, untilAllowed } from './harness/apply-all.js';
import { Bench } from './harness/bench.js';
import { Client } from './harness/client.js';
import { installDefinitions } from './harness/definitions.js';
import { programFolder } from './harness/programs.js';
import { unitsInOrder } from './harness/tree-order.js';

const APPLIER = serviceAccount('flux-system', 'kustomize-controller');
const CLUSTERS = [
  { name: 'metal-prod', add: addMetalProd },
  { name: 'eks-prod', add: addEksProd },
] as const;

/** What bootstrap leaves behind: the namespace of Flux, and its right to apply everything. */
const BOOTSTRAP: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
  ...rights('kustomize-controller', APPLIER.user, [EVERYTHING]),
];

describe.each(CLUSTERS)('the tree of $name, applied unit by unit, each by its own account', ({ name, add }) => {
  let bench: Bench | undefined;
  let client: Client | undefined;
  const verdicts: { readonly unit: string; readonly object: string; readonly says: string }[] = [];
  let set: ManifestSet;

  beforeAll(async () => {
    set = manifestsOf(name, add);
    bench = await Bench.start(programFolder(() => undefined));
    client = new Client(bench.address);
    await installDefinitions(client);
    await applyAll(client, BOOTSTRAP);
    for (const { path, objects, account } of unitsInOrder(set)) {
      const as = serviceAccount('flux-system', account);
      for (const [at, object] of objects.entries()) {
        if (at === 0) await untilAllowed(client, as, object);
        const { ok, message, warnings } = await client.apply(object, { as });
        const says = ok ? warnings.join(' ') : message;
        if (says !== '') verdicts.push({ unit: path, object: label(object), says });
      }
      if (path === 'infrastructure/configs') await untilPoliciesHold(client);
    }
  });

  afterAll(async () => {
    client?.close();
    await bench?.stop();
  });

  it('holds the objects of a platform and two tenants', () => {
    expect(set.all({ layer: 'written' }).length).toBeGreaterThan(300);
  });

  it('is taken whole, without a warning', () => {
    expect(verdicts).toEqual([]);
  });
});

function manifestsOf(name: string, add: (app: MeshApp) => unknown): ManifestSet {
  const app = new MeshApp();
  add(app);
  const set = app.manifests().find((one) => one.name === name);
  if (set === undefined) throw new Error(`The app has no cluster ${name}.`);
  return set;
}

function label({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

/** Flux waits for a unit before it applies the next; here the wait is for the policies to be in force. */
async function untilPoliciesHold(client: Client): Promise<void> {
  const metadata = { name: 'probe', labels: { [KEYS.role]: 'tenant' } };
  const deadline = Date.now() + 30_000;
  while ((await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata }, { dryRun: true })).ok) {
    if (Date.now() > deadline) throw new Error('The tree brings no admission policy that is in force after 30 s.');
    await sleep(100);
  }
}
