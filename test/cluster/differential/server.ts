import { mapAt, textOf } from '../../../lib/manifest/index.js';
import { kindInfo } from '../../../lib/imports/schemas.js';
import { checkSchema } from '../../../lib/manifest/schema/index.js';
import type { JsonObject } from '../../../lib/model/index.js';
import type { Case } from '../../manifest/schema/harness/cases.js';
import type { Answer, Client } from '../harness/client.js';
import { refusalsOf, repeatedIn, stoppedAtUnknown, type Refusal } from './refusals.js';

/** What a running server says of an object. */
export interface ServerVerdict {
  /** What a create is refused for: all of it, also behind unknown fields. */
  readonly create: readonly Refusal[];
  /** Lists in which server-side apply finds a key twice. @default - not asked, since nobody speaks of repetition */
  readonly repeated?: readonly string[];
}

const AT_ONCE = 12;

/** Has a running API server judge all cases by dry runs; which control plane it is does not matter. */
export async function askServer(client: Client, all: readonly Case[]): Promise<ReadonlyMap<string, ServerVerdict>> {
  const verdicts = new Map<string, ServerVerdict>();
  const open = [...all];
  const work = async (): Promise<void> => {
    for (let one = open.pop(); one; one = open.pop()) verdicts.set(one.name, await ask(client, one.object));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return verdicts;
}

async function ask(client: Client, object: JsonObject): Promise<ServerVerdict> {
  const create = await judge(client, object);
  const repeats = checkSchema(object).some(({ code }) => code === 'TM3013');
  if (!repeats && !create.some(({ kind }) => kind === 'duplicate')) return { create };
  const { apiVersion, kind, metadata } = object;
  const named = { ...mapAt(metadata), name: textOf(mapAt(metadata)['name']) ?? 'unnamed' };
  const whole = { ...object, apiVersion: textOf(apiVersion) ?? '', kind: textOf(kind) ?? '', metadata: named };
  const applied = await client.apply(whole, { dryRun: true });
  // Server-side apply stops at fields that it does not know.
  return applied.message.includes('not declared in schema') ? { create } : { create, repeated: repeatedIn(applied) };
}

async function judge(client: Client, object: JsonObject): Promise<readonly Refusal[]> {
  const path = `${collection(object)}?dryRun=All&fieldValidation=`;
  try {
    const strict = await client.post(`${path}Strict`, object);
    if (!stoppedAtUnknown(strict)) return refusedBy(strict);
    return [...refusedBy(strict), ...refusedBy(await client.post(`${path}Ignore`, object))];
  } catch (error) {
    // A panic in a handler ends the connection, and no more. Errors of Node are none of the Error that jest has.
    if (typeof error === 'object' && error !== null && 'code' in error)
      return [{ kind: 'aside', message: 'connection broken off' }];
    throw error;
  }
}

/** Another test may have made an object of that name; the server says so only once it finds nothing wrong. */
function refusedBy(answer: Answer): readonly Refusal[] {
  return answer.status === 409 ? [] : refusalsOf(answer);
}

function collection({ apiVersion, kind }: JsonObject): string {
  const info = kindInfo(textOf(apiVersion) ?? '', textOf(kind) ?? '');
  if (!info) throw new Error(`No kind ${textOf(apiVersion) ?? ''} ${textOf(kind) ?? ''} is known.`);
  const root = info.group === '' ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`;
  return `${root}${info.scope === 'Cluster' ? '' : '/namespaces/default'}/${info.plural}`;
}
