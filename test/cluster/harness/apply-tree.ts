import { setTimeout as sleep } from 'node:timers/promises';
import type { ManifestSet } from '../../../lib/manifest/index.js';
import { KEYS, type KubeObject } from '../../../lib/model/index.js';
import { EVERYTHING, rights, serviceAccount } from './accounts.js';
import { applyAll, untilAllowed } from './apply-all.js';
import type { Client } from './client.js';
import { unitsInOrder } from './tree-order.js';

/** What the server said to an object of the tree, where it said anything. */
export interface Verdict {
  readonly unit: string;
  readonly object: string;
  readonly says: string;
}

const APPLIER = serviceAccount('flux-system', 'kustomize-controller');
const INSTALLER = serviceAccount('flux-system', 'helm-controller');

/** What bootstrap leaves behind: the namespace of Flux, and the right of two controllers to apply everything. */
export const BOOTSTRAP: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
  ...rights('kustomize-controller', APPLIER.user, [EVERYTHING]),
  ...rights('helm-controller', INSTALLER.user, [EVERYTHING]),
];

/** Applies the objects of a cluster unit by unit, each by its own account; says what was refused or warned of. */
export async function applyTree(client: Client, set: ManifestSet): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  await applyAll(client, BOOTSTRAP);
  for (const { path, objects, account } of unitsInOrder(set)) {
    const as = serviceAccount('flux-system', account);
    for (const [at, object] of objects.entries()) {
      if (at === 0) await untilAllowed(client, as, object);
      const { ok, message, warnings } = await client.apply(object, { as });
      const says = ok ? warnings.join(' ') : message;
      if (says !== '') verdicts.push({ unit: path, object: label(object), says });
    }
    if (path === 'infrastructure/configs') await untilPolicies(client, 'in force');
  }
  return verdicts;
}

/** Kinds whose objects stay when a tree goes: a server takes long to delete them, and to make them anew. */
const STAYING = ['CustomResourceDefinition', 'Namespace'];

/**
 * Takes a tree away again, so that whatever comes next is judged as if it were the first: all but its namespaces and
 * definitions, which the next one brings as well.
 */
export async function removeTree(client: Client, set: ManifestSet): Promise<void> {
  const objects = unitsInOrder(set).flatMap((unit) => unit.objects);
  for (const object of objects.filter(({ kind }) => !STAYING.includes(kind))) {
    const { ok, message } = await client.delete(object);
    if (!ok) throw new Error(`${label(object)} is not deleted: ${message}`);
  }
  await untilPolicies(client, 'lifted');
}

/** An object in a few words. */
export function label({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

/**
 * Waits until the policies are in force, or are no more. Flux waits for a unit before it applies the next; here the wait
 * is for the policies that the unit brings.
 */
async function untilPolicies(client: Client, state: 'in force' | 'lifted'): Promise<void> {
  const metadata = { name: 'probe', labels: { [KEYS.role]: 'tenant' } };
  const probe = { apiVersion: 'v1', kind: 'Namespace', metadata };
  const deadline = Date.now() + 30_000;
  while ((await client.create(probe, { dryRun: true })).ok !== (state === 'lifted')) {
    if (Date.now() > deadline) throw new Error(`The admission policies of the tree are not ${state} after 30 s.`);
    await sleep(100);
  }
}
