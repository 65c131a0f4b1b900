import type { KubeObject } from '../../lib/model/index.js';
import { applyAll } from './harness/apply-all.js';
import { label } from './harness/apply-tree.js';
import type { Client } from './harness/client.js';
import { runExamples } from './harness/examples.js';
import { OwnBench } from './harness/own-bench.js';
import { openTally } from './harness/tally.js';

const examples = runExamples();
const tally = openTally('kube-apiserver', 'the examples of the pages, strictly validated');
let own: OwnBench | undefined;
let client: Client;

beforeAll(async () => {
  own = await OwnBench.start();
  ({ client } = own);
  const all = examples.flatMap(({ objects }) => objects);
  const names = new Set(all.flatMap(({ metadata }) => metadata.namespace ?? []));
  names.delete('default');
  await applyAll(
    client,
    [...names].sort().map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
});

afterAll(async () => {
  await own?.stop();
});

it('there are examples on most pages', () => {
  expect(new Set(examples.map(({ where }) => where.split(':')[0])).size).toBeGreaterThan(8);
});

it.each(examples)('the server takes the example of $where without a warning', async ({ objects }) => {
  expect(await objections(objects)).toEqual([]);
  tally.count(objects.length);
});

it('the server objects to an example with a field in the wrong place', async () => {
  const objects = examples.flatMap((example) => example.objects);
  const service = objects.find(({ kind }) => kind === 'Service');
  if (service === undefined) throw new Error('no example makes a Service');
  const [objection, ...rest] = await objections([{ ...service, ports: [] }]);
  expect(rest).toEqual([]);
  expect(objection).toContain('.ports: field not declared in schema');
  tally.count(1, 1);
});

async function objections(objects: readonly KubeObject[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const object of objects) {
    const { ok, message, warnings } = await client.apply(object, { dryRun: true });
    if (!ok || warnings.length > 0) found.push(`${label(object)}: ${message}${warnings.join(' ')}`);
  }
  return found;
}
