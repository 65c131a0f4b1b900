import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';
import type { Client } from '../harness/client.js';
import { until } from '../harness/until.js';

const PREFIX = 'pulumi.com/';

/**
 * Waits as the real provider does: for what the annotations say, and for a Deployment until its pods are ready. Returns
 * the object as it then stands.
 *
 * @param applied - the object as the server took it
 */
export async function untilDone(client: Client, object: KubeObject, applied: JsonObject): Promise<JsonObject> {
  const said = object.metadata.annotations ?? {};
  const deadline = Number(said[`${PREFIX}timeoutSeconds`] ?? '300') * 1000;
  const read = async (): Promise<JsonObject> => (await client.read(object)) ?? {};
  if (said[`${PREFIX}skipAwait`] === 'true') return read();
  const conditions = conditionsOf(object, said[`${PREFIX}waitFor`]);
  if (conditions.length === 0) return applied;
  const seen = { text: '' };
  const isDone = async (): Promise<JsonObject | undefined> => {
    const live = await read();
    seen.text = JSON.stringify(mapAt(live, 'status'));
    return conditions.every((condition) => holds(live, condition)) ? live : undefined;
  };
  return until(`${object.kind} ${object.metadata.name ?? ''}`, isDone, { deadline, seen: () => seen.text });
}

function conditionsOf({ kind }: KubeObject, waitFor: string | undefined): readonly string[] {
  if (waitFor !== undefined) return waitFor.startsWith('[') ? (JSON.parse(waitFor) as string[]) : [waitFor];
  return kind === 'Deployment' ? ['condition=Available'] : [];
}

function holds(live: JsonObject, expression: string): boolean {
  const [, type = '', status = 'True'] = /^condition=([^=]+)(?:=(.*))?$/.exec(expression) ?? [];
  if (type === '') throw new Error(`The bench cannot judge "${expression}".`);
  return listOf(mapAt(live, 'status')['conditions']).some((item) => {
    const condition = mapAt(item);
    return textOf(condition['type']) === type && textOf(condition['status']) === status;
  });
}
