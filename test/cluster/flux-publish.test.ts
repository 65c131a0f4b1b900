import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EncryptedSecret } from '../../constructs/flux/index.js';
import { publish, type PublishOptions } from '../../lib/gitops/index.js';
import { mapAt, textOf } from '../../lib/manifest/index.js';
import { markUnit, type KubeObject } from '../../lib/model/index.js';
import { configMap, Program, removePrograms, twoUnits } from '../app/program.js';
import { removeSandboxes, Sandbox } from '../gitops/publish/sandbox.js';
import { ageKey, type AgeKey } from './harness/age.js';
import { applyAll } from './harness/apply-all.js';
import type { Client } from './harness/client.js';
import { untilAtRevision, untilRefused, untilUnitReady } from './harness/flux-units.js';
import { kustomization, SOURCE, startFlux } from './harness/flux.js';
import { OwnBench } from './harness/own-bench.js';
import { sealedSecret } from './harness/sops.js';
import { SourceStandIn } from './harness/source-stand-in.js';
import { openTally } from './harness/tally.js';

const CLUSTER = 'metal-prod';
const [OLD, NEW] = ['apps/tenant-a', 'apps/tenant-b'] as const;
const MOVING = object('v1', 'ConfigMap', 'tenant-a', 'moving');
const TOKEN = object('v1', 'Secret', 'tenant-a', 'token');
const INSTANCE = object('fluxcd.controlplane.io/v1', 'FluxInstance', 'flux-system', 'flux');
const KEY = ageKey();
const VALUE = 'read by nobody else';
const SEALED = sealedSecret({ name: 'token', namespace: 'tenant-a' }, { token: VALUE }, KEY);
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

const tally = openTally(
  'kustomize-controller',
  'what publish wrote: a sealed Secret, a FluxInstance, a move in two steps',
);
let own: OwnBench | undefined;
let client: Client;
let sources: SourceStandIn;
let box: Sandbox;

beforeAll(async () => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
  own = await OwnBench.start({ controllers: 'without watchers of every kind' });
  ({ client } = own);
  await startFlux(own.bench, client, CLUSTER);
  sources = await SourceStandIn.start(client);
  box = new Sandbox();
});

afterAll(async () => {
  sources.close();
  await own?.stop();
  removePrograms();
  removeSandboxes();
});

// Each state of the repository follows from the one before, so this is one test.
it('a published tree is decrypted, holds the FluxInstance, and moves an object without a gap', async () => {
  await applyAll(client, [keySecret(ageKey())]);
  const first = await push(OLD);
  expect(await untilRefused(client, 'tenants-tenant-a')).toContain("failed to decrypt and format 'tenant-a/token'");
  expect(await client.read(TOKEN)).toBeUndefined();
  tally.count(1, 1);

  await applyAll(client, [keySecret(KEY), again('tenants-tenant-a')]);
  await untilApplied(first, 'tenants-tenant-a', 'apps-tenant-a', 'apps-tenant-b', 'flux-system');
  const token = textOf(mapAt(await client.read(TOKEN), 'data')['token']) ?? '';
  expect(Buffer.from(token, 'base64').toString('utf8')).toBe(VALUE);
  tally.count(1);

  const instance = await client.read(INSTANCE);
  expect(mapAt(instance, 'spec', 'cluster')).toMatchObject({
    multitenant: true,
    tenantDefaultServiceAccount: 'default',
  });
  tally.count(1);

  const before = await uid();
  await moveInTwoSteps('apps-tenant-a', NEW);
  expect([await uid(), await owner()]).toEqual([before, 'apps-tenant-b']);
  await moveInTwoSteps('apps-tenant-b', OLD);
  expect([await uid(), await owner()]).toEqual([before, 'apps-tenant-a']);
  tally.count(4);

  // The twin: at once, as publish lets nobody move who does not say so.
  await untilApplied(await push(NEW, { allowDelete: ['ConfigMap/tenant-a/moving'] }), 'apps-tenant-a', 'apps-tenant-b');
  expect(await owner()).toBe('apps-tenant-b');
  expect(await uid()).not.toBe(before);
  tally.count(1);
});

async function moveInTwoSteps(from: string, place: typeof OLD | typeof NEW): Promise<void> {
  await untilApplied(await push(place), 'apps-tenant-a', 'apps-tenant-b');
  expect(await annotations()).toMatchObject({ [PRUNE]: 'disabled' });
  expect(await owner()).toBe(from);
  await untilApplied(await push(place, { finishMoves: true }), 'apps-tenant-a', 'apps-tenant-b');
  expect(await annotations()).not.toHaveProperty(PRUNE);
}

/** Publishes the tree with the object in a unit, and serves the checkout; returns its revision. */
async function push(place: typeof OLD | typeof NEW, options: PublishOptions = {}): Promise<string> {
  const program = new Program({ bootstrap: { kind: 'flux-operator' } });
  twoUnits(program);
  const file = join(program.outdir, 'token.enc.yaml');
  writeFileSync(file, SEALED);
  new EncryptedSecret(program.cluster, 'Token', {
    file,
    decryption: { kind: 'secret', secretName: 'sops-age' },
    unit: 'tenants/tenant-a',
  });
  for (const path of [OLD, NEW]) {
    const unit = program.group(path.replace('/', '-'));
    // The new unit waits for the old one, which so has its chance to delete what moves.
    markUnit(unit, { path, dependsOn: [path === NEW ? OLD : 'infrastructure/crds'] });
    configMap(unit, `stays-${path.replace('/', '-')}`);
    if (path === place) configMap(unit, 'moving');
  }
  program.synth();
  publish(program.app.outdir, box.checkout, options);
  return sources.publish(SOURCE, box.checkout);
}

async function untilApplied(revision: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await untilAtRevision(client, name, revision);
    await untilUnitReady(client, name);
  }
}

async function uid(): Promise<string | undefined> {
  return textOf(mapAt(await client.read(MOVING), 'metadata')['uid']);
}

async function annotations(): Promise<object> {
  return mapAt(await client.read(MOVING), 'metadata', 'annotations');
}

/** Unit whose inventory the object is in. */
async function owner(): Promise<string | undefined> {
  return textOf(mapAt(await client.read(MOVING), 'metadata', 'labels')['kustomize.toolkit.fluxcd.io/name']);
}

/** Asks Flux to look at a Kustomization now, and not after its interval. */
function again(name: string): KubeObject {
  const unit = kustomization(name);
  const annotations = { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() };
  return { ...unit, metadata: { ...unit.metadata, annotations } };
}

function keySecret({ identity }: AgeKey): KubeObject {
  return { ...object('v1', 'Secret', 'flux-system', 'sops-age'), stringData: { 'test.agekey': identity } };
}

function object(apiVersion: string, kind: string, namespace: string, name: string): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace } };
}
