import { join } from 'node:path';
import { kindInfo } from '../../lib/imports/schemas.js';
import { mapAt, textOf } from '../../lib/manifest/index.js';
import type { KubeObject } from '../../lib/model/index.js';
import { TENANT_NAMESPACE } from '../fixtures/admission/index.js';
import { CASES, ownSource, refuser } from './harness/admission-cases.js';
import { applyAll } from './harness/apply-all.js';
import type { Client } from './harness/client.js';
import { conditionOf } from './harness/conditions.js';
import { startFlux } from './harness/flux.js';
import { OwnBench } from './harness/own-bench.js';
import { installPolicies } from './harness/policies.js';
import { SourceStandIn } from './harness/source-stand-in.js';
import { openTally } from './harness/tally.js';
import { until } from './harness/until.js';
import { withFolder, writeObject } from './harness/with-folder.js';

/** Cases that a tenant can ask for; a Kustomization each, all of one source and side by side. */
const asked = CASES.filter(({ by }) => by !== 'platform').map((one, at) => ({ ...one, name: `asked-${String(at)}` }));
/** Twins of those that only a policy keeps from the tenant: the tenant's rights are enough for them. */
const TWINS = ['Canary', 'Service', 'Deployment'].map((kind) => {
  const found = CASES.find(({ refused, passes }) => refused.kind === kind && passes.kind === kind);
  if (found === undefined) throw new Error(`the table has no case of kind ${kind}`);
  return { ...found, name: `twin-${kind.toLowerCase()}` };
});

const tally = openTally('kustomize-controller', "a tenant's own repository: what it may not hold, and its near twins");
let own: OwnBench | undefined;
let client: Client;
let sources: SourceStandIn;

beforeAll(async () => {
  own = await OwnBench.start({ controllers: 'none' });
  ({ client } = own);
  await startFlux(own.bench, client, 'none', ['--concurrent=20']);
  await installPolicies(client);
  const objects = ownSource();
  const model = ofFlux(objects, 'Kustomization');
  await applyAll(client, [TENANT_NAMESPACE, ...objects.filter((object) => object !== model)]);
  sources = await SourceStandIn.start(client);
  await withFolder(async (folder) => {
    for (const { name, refused } of asked) writeObject(join(folder, name, 'object.yaml'), refused);
    for (const { name, passes } of TWINS) writeObject(join(folder, name, 'object.yaml'), named(passes, name));
    await sources.publish(ofFlux(objects, 'GitRepository'), folder);
  });
  const spec = mapAt(model['spec']);
  await applyAll(
    client,
    [...asked, ...TWINS].map(({ name }) => ({ ...named(model, name), spec: { ...spec, path: `./${name}` } })),
  );
});

afterAll(async () => {
  sources.close();
  await own?.stop();
});

describe("a tenant's own Kustomization, under the account of the tenant", () => {
  it('is refused each thing that the tenancy model forbids, by RBAC or by a policy', async () => {
    const found: string[] = [];
    for (const { name, policy, asks } of asked) {
      found.push(`${policy}: ${asks}: ${refuser(await outcome(name, 'False'))}`);
      tally.count(1, 1);
    }
    expect(found.filter((line) => !/: (TM6\d{3}|RBAC)$/.test(line))).toEqual([]);
    expect(found.join('\n')).toMatchSnapshot();
  });

  it.each(TWINS)('applies the near twin of $asks', async ({ name, passes }) => {
    await outcome(name, 'True');
    expect(await client.read(named(passes, name))).toBeDefined();
    tally.count(1);
  });
});

/** What a Kustomization says once it has applied its object, or was refused. */
function outcome(name: string, status: 'True' | 'False'): Promise<string> {
  let last = '';
  const object = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
  const ask = async (): Promise<string | undefined> => {
    const unit = await client.read({ ...object, metadata: { name, namespace: 'tenant-a' } });
    const ready = conditionOf(unit, 'Ready');
    last = `${textOf(ready['status']) ?? ''}: ${textOf(ready['message']) ?? ''}`;
    return textOf(mapAt(unit, 'status')['lastAttemptedRevision']) !== undefined && ready['status'] === status
      ? last
      : undefined;
  };
  return until(`the Kustomization ${name} of the tenant is ${status}`, ask, { seen: () => last, deadline: 180_000 });
}

function named(object: KubeObject, name: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, name } };
}

function ofFlux(objects: readonly KubeObject[], kind: string): KubeObject {
  const found = objects.find((object) => object.kind === kind && kindInfo(object.apiVersion, kind)?.system === 'flux');
  if (found === undefined) throw new Error(`the tenant's own source has no ${kind}`);
  return found;
}
