import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { Client } from '../harness/client.js';

/** The kinds that a server knows. It may learn more, so only what was found is kept. */
export class ServedKinds {
  private readonly found = new Set<string>();

  constructor(private readonly client: Client) {}

  /** Whether objects of a kind can be written. */
  async has({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): Promise<boolean> {
    const key = `${apiVersion} ${kind}`;
    if (this.found.has(key)) return true;
    const { body } = await this.client.get(apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
    for (const resource of listOf(mapAt(body)['resources'])) {
      this.found.add(`${apiVersion} ${textOf(mapAt(resource)['kind']) ?? ''}`);
    }
    return this.found.has(key);
  }
}
