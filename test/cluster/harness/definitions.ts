import { crd, kinds, type Crd, type KindInfo } from '../../../lib/imports/schemas.js';
import { listOf, mapAt } from '../../../lib/manifest/index.js';
import type { Client } from './client.js';
import { conditionOf } from './conditions.js';
import { until } from './until.js';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const DEADLINE = 240_000;

/** Every definition that the project pins. */
export function pinnedDefinitions(): readonly Crd[] {
  const definitions = new Map<string, Crd>(custom().map((info) => [`${info.plural}.${info.group}`, crd(info)]));
  return [...definitions.values()];
}

/**
 * Posts every pinned definition at once, and waits until each is established: a server that starts later with what is
 * stored would never establish one that is not.
 */
export async function installDefinitions(client: Client): Promise<void> {
  const definitions = pinnedDefinitions();
  await post(client, definitions);
  const wanted = definitions.map(({ metadata }) => metadata.name);
  let open: readonly unknown[] = wanted;
  const ask = async (): Promise<true | undefined> => {
    const { body } = await client.get(PATH);
    const done = listOf(mapAt(body)['items']).filter(
      (one) => conditionOf(mapAt(one), 'Established')['status'] === 'True',
    );
    const established = new Set(done.map((one) => mapAt(one, 'metadata')['name']));
    open = wanted.filter((name) => !established.has(name));
    return open.length === 0 ? true : undefined;
  };
  await until('every definition is established', ask, { deadline: DEADLINE, seen: () => open.join(' ') });
}

/** Waits until the server says that it serves every version of each pinned kind; none is asked for, which takes work. */
export async function definitionsServed(client: Client): Promise<void> {
  const wanted = custom().map(({ group, version, plural }) => [group, version, plural].join('/'));
  let open: readonly string[] = wanted;
  const ask = async (): Promise<true | undefined> => {
    const served = await client.discover();
    open = wanted.filter((kind) => !served.has(kind));
    return open.length === 0 ? true : undefined;
  };
  await until('every pinned kind is served', ask, { deadline: DEADLINE, seen: () => open.join(' ') });
}

function custom(): readonly KindInfo[] {
  return kinds().filter(({ origin }) => origin === 'crd');
}

/** A busy server answers late, and says so with a status of its own: it is asked again. */
async function post(client: Client, definitions: readonly Crd[]): Promise<void> {
  const start = Date.now();
  for (let open = definitions; open.length > 0;) {
    const answers = await Promise.all(open.map((definition) => client.post(PATH, definition)));
    const late = open.filter((_definition, at) => (answers[at]?.status ?? 0) >= 500);
    const refused = answers.find(({ ok, status }) => !ok && status !== 409 && status < 500);
    if (refused !== undefined) throw new Error(`The server refuses a definition: ${refused.message}`);
    if (late.length > 0 && Date.now() - start > DEADLINE) throw new Error(`No answer after ${DEADLINE / 1000} s.`);
    open = late;
  }
}
