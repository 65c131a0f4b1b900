import type { KubeObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';

/** Applies objects one after another and fails at the first one that is refused. */
export async function applyAll(client: Client, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const { ok, message } = await client.apply(object);
    if (!ok) throw new Error(`${object.kind} ${object.metadata.name ?? ''} is refused: ${message}`);
  }
}
