import type { ManifestSet } from '../../../lib/manifest/index.js';
import type { Client } from '../harness/client.js';
import { until } from '../harness/until.js';

/** Takes away the definitions that a tree brings itself, so that they can be made. */
export async function withoutDefinitionsOf(client: Client, set: ManifestSet): Promise<void> {
  const entries = set.byKind('apiextensions.k8s.io', 'CustomResourceDefinition');
  const own = entries.filter(({ layer }) => layer === 'written').map(({ object }) => object);
  await Promise.all(own.map((object) => client.delete(object)));
  await until('the definitions of the tree are gone', async () => {
    const found = await Promise.all(own.map((object) => client.read(object)));
    return found.every((one) => one === undefined) ? true : undefined;
  });
}
