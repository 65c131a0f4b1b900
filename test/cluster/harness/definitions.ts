import { setTimeout as sleep } from 'node:timers/promises';
import { crd, kinds, type Crd, type KindInfo } from '../../../lib/imports/schemas.js';
import type { Client } from './client.js';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const DEADLINE = 240_000;

/** Every definition that the project pins. */
export function pinnedDefinitions(): readonly Crd[] {
  const definitions = new Map<string, Crd>(custom().map((info) => [`${info.plural}.${info.group}`, crd(info)]));
  return [...definitions.values()];
}

/** Posts every pinned definition at once and waits until the server serves every version of each kind. */
export async function installDefinitions(client: Client): Promise<void> {
  await post(client, pinnedDefinitions());
  await definitionsServed(client);
}

/** Waits until the server serves every version of each pinned kind. */
export async function definitionsServed(client: Client): Promise<void> {
  const paths = custom().map(({ group, version, plural }) => `/apis/${group}/${version}/${plural}?limit=1`);
  await untilServed(client, paths);
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

async function untilServed(client: Client, paths: readonly string[]): Promise<void> {
  const start = Date.now();
  for (let open = paths; open.length > 0;) {
    if (Date.now() - start > DEADLINE) throw new Error(`Not served after ${DEADLINE / 1000} s: ${open.join(' ')}`);
    const answers = await Promise.all(open.map((path) => client.get(path)));
    open = open.filter((_path, at) => answers[at]?.ok !== true);
    if (open.length > 0) await sleep(250);
  }
}
