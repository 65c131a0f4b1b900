import { setTimeout as sleep } from 'node:timers/promises';
import { crd, kinds, type Crd } from '../../../lib/imports/schemas.js';
import type { Client } from './client.js';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const DEADLINE = 240_000;

/** Posts every pinned definition at once and waits until the server serves every version of each kind. */
export async function installDefinitions(client: Client): Promise<number> {
  const infos = kinds().filter(({ origin }) => origin === 'crd');
  const definitions = new Map<string, Crd>(infos.map((info) => [`${info.plural}.${info.group}`, crd(info)]));
  const answers = await Promise.all([...definitions.values()].map((definition) => client.post(PATH, definition)));
  const refused = answers.find(({ ok, status }) => !ok && status !== 409);
  if (refused !== undefined) throw new Error(`The server refuses a definition: ${refused.message}`);
  const paths = infos.map(({ group, version, plural }) => `/apis/${group}/${version}/${plural}?limit=1`);
  await untilServed(client, paths);
  return definitions.size;
}

async function untilServed(client: Client, paths: readonly string[]): Promise<void> {
  const start = Date.now();
  for (let open = paths; open.length > 0;) {
    if (Date.now() - start > DEADLINE) throw new Error(`Not served after ${DEADLINE / 1000} s: ${open.join(' ')}`);
    const answers = await Promise.all(open.map((path) => client.get(path)));
    open = open.filter((_path, at) => answers[at]?.ok !== true);
    if (open.length > 0) await sleep(250);
  }
}
