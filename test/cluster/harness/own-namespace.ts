import { randomBytes } from 'node:crypto';
import type { Client } from './client.js';

/**
 * Name of a namespace that the tests of one `describe` have to themselves: it is made before them, and no other run or
 * `describe` ever asks for it. Nobody deletes it, since it ends with the bench, and a server deletes a namespace only
 * after its answer, under the feet of whoever makes it again.
 *
 * @param client - the shared bench
 * @param purpose - begin of the name
 */
export function ownNamespace(client: Client, purpose: string): string {
  const name = `${purpose}-${randomBytes(4).toString('hex')}`;
  beforeAll(async () => {
    const { ok, message } = await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    if (!ok) throw new Error(`Namespace ${name} is not made: ${message}`);
  });
  return name;
}
