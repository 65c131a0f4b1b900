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
    if (path === 'infrastructure/configs') await untilPoliciesHold(client);
  }
  return verdicts;
}

/** An object in a few words. */
export function label({ kind, metadata }: KubeObject): string {
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
