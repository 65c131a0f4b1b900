import { mapAt } from '../../../lib/manifest/index.js';
import type { Asker, Client } from './client.js';
import type { Question } from './rbac.js';

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const AT_ONCE = 16;

/** Asks the server, as somebody, what that somebody may do; the answers are in the order of the questions. */
export async function reviewAccess(
  client: Client,
  who: Asker,
  questions: readonly Question[],
): Promise<readonly boolean[]> {
  const answers: boolean[] = [];
  for (let at = 0; at < questions.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(questions.slice(at, at + AT_ONCE).map((one) => review(client, who, one)))));
  }
  return answers;
}

async function review(client: Client, who: Asker, question: Question): Promise<boolean> {
  const [resource, subresource] = question.resource.split('/');
  const { group, verb, namespace, name } = question;
  const resourceAttributes = { group, resource, subresource, verb, namespace, name };
  const { ok, body, message } = await client.post(PATH, { spec: { resourceAttributes } }, who);
  if (!ok) throw new Error(`The review is refused: ${message}`);
  return mapAt(body, 'status')['allowed'] === true;
}
