import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../../lib/model/index.js';
import type { Asker, Client } from './client.js';

const DEADLINE = 30_000;

/** Applies objects one after another and fails at the first one that is refused. */
export async function applyAll(client: Client, objects: readonly KubeObject[], as?: Asker): Promise<void> {
  for (const object of objects) {
    const { ok, message } = await client.apply(object, as === undefined ? {} : { as });
    if (!ok) throw new Error(`${object.kind} ${object.metadata.name ?? ''} is refused: ${message}`);
  }
}

/** Waits until the server has heard of a right that was just given: it learns of rights after it has stored them. */
export async function untilAllowed(client: Client, as: Asker, object: KubeObject): Promise<void> {
  const start = Date.now();
  for (;;) {
    const { message } = await client.apply(object, { as, dryRun: true });
    if (!message.includes(' cannot ')) return;
    if (Date.now() - start > DEADLINE)
      throw new Error(`${as.user} has no right after ${DEADLINE / 1000} s: ${message}`);
    await sleep(50);
  }
}
