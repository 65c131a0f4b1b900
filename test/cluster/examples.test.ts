import type { KubeObject } from '../../lib/model/index.js';
import { serviceAccount } from './harness/accounts.js';
import { applyAll, untilAllowed } from './harness/apply-all.js';
import { BOOTSTRAP, label } from './harness/apply-tree.js';
import type { Client } from './harness/client.js';
import { runExamples } from './harness/examples.js';
import { OwnBench } from './harness/own-bench.js';
import { installPolicies } from './harness/policies.js';
import { openTally } from './harness/tally.js';

const examples = runExamples();
const tally = openTally('kube-apiserver', 'the examples of the pages, strictly validated, under the policies');
/** Who applies examples in a cluster. */
const FLUX = serviceAccount('flux-system', 'kustomize-controller');
let own: OwnBench | undefined;
let client: Client;

beforeAll(async () => {
  own = await OwnBench.start({ controllers: 'none' });
  ({ client } = own);
  await applyAll(client, BOOTSTRAP);
  await installPolicies(client);
  await untilAllowed(client, FLUX, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } });
});

afterAll(async () => {
  await own?.stop();
});

it('there are examples on most pages', () => {
  expect(new Set(examples.map(({ where }) => where.split(':')[0])).size).toBeGreaterThan(8);
});

it.each(examples)('the server takes the example of $where without a warning', async ({ objects }) => {
  await makeNamespaces(objects);
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

/** The namespaces of an example: with the marks that the example gives them, so that the policies see a tenant's. */
async function makeNamespaces(objects: readonly KubeObject[]): Promise<void> {
  const names = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  for (const builtIn of ['default', 'kube-system', 'kube-public']) names.delete(builtIn);
  const plain = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const made = (name: string): KubeObject | undefined =>
    objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name);
  await applyAll(
    client,
    [...names].sort().map((name) => made(name) ?? plain(name)),
  );
}

async function objections(objects: readonly KubeObject[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const object of objects) {
    const { ok, message, warnings } = await client.apply(object, { as: FLUX, dryRun: true });
    if (!ok || warnings.length > 0) found.push(`${label(object)}: ${message}${warnings.join(' ')}`);
  }
  return found;
}
