import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { KubeObject } from '../../../lib/model/index.js';
import type { Client } from './client.js';
import { listAll } from './live-pods.js';

/** A Deployment whose containers all have another tag. */
export function tagged(target: KubeObject, tag: string): KubeObject {
  const spec = mapAt(target['spec']);
  const template = mapAt(spec, 'template');
  const pod = mapAt(template, 'spec');
  const containers = listOf(pod['containers']).map((one) => ({
    ...mapAt(one),
    image: (textOf(mapAt(one)['image']) ?? '').replace(/:[^:]+$/, `:${tag}`),
  }));
  return { ...target, spec: { ...spec, template: { ...template, spec: { ...pod, containers } } } };
}

/** The tag that the first container of a Deployment, named `namespace/name`, has now. */
export async function tagOf(client: Client, name: string): Promise<string | undefined> {
  const [namespace = '', own = ''] = name.split('/');
  const found = await client.read({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: own, namespace } });
  const [first] = listOf(mapAt(found, 'spec', 'template', 'spec')['containers']);
  return textOf(mapAt(first)['image'])?.split(':').at(-1);
}

/** What was said of an object, named `namespace/name`, in events of its namespace. */
export async function eventsOf(client: Client, kind: string, name: string): Promise<string> {
  const [namespace = '', own = ''] = name.split('/');
  const events = await listAll(client, `/api/v1/namespaces/${namespace}/events`);
  return events
    .filter(
      (event) => mapAt(event, 'involvedObject')['kind'] === kind && mapAt(event, 'involvedObject')['name'] === own,
    )
    .map((event) => textOf(event['message']) ?? '')
    .join('\n');
}
