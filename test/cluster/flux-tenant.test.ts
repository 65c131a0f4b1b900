import { join } from 'node:path';
import { kindInfo } from '../../lib/imports/schemas.js';
import { mapAt, textOf } from '../../lib/manifest/index.js';
import type { KubeObject } from '../../lib/model/index.js';
import { TENANT_NAMESPACE } from '../fixtures/admission/index.js';
import { CASES, ownSource, type NamedCase } from './harness/admission-cases.js';
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

/** One case of each kind that a team may write or is tempted to. Cases that Pod Security refuses first are left to it. */
const KINDS = [
  'Canary',
  'Service',
  'Deployment',
  'Certificate',
  'HTTPRoute',
  'HelmRelease',
  'Kustomization',
  'AuthorizationPolicy',
];
const chosen = KINDS.map(caseOf);

const tally = openTally('kustomize-controller', "a tenant's own repository: what it may not hold, and its near twins");
let own: OwnBench | undefined;
let client: Client;
let sources: SourceStandIn;
let objects: readonly KubeObject[];

beforeAll(async () => {
  own = await OwnBench.start();
  ({ client } = own);
  await startFlux(own.bench, client, 'none');
  await installPolicies(client);
  objects = ownSource();
  await applyAll(client, [TENANT_NAMESPACE, ...objects]);
  sources = await SourceStandIn.start(client);
});

afterAll(async () => {
  sources.close();
  await own?.stop();
});

describe("a tenant's own Kustomization, under the account of the tenant", () => {
  it.each(chosen)('shows who refuses $asks', async ({ refused, policy, asks }) => {
    const message = await outcome(await publish(refused), 'False');
    const code = /TM6\d{3}/.exec(message)?.[0];
    const by = code ?? (/cannot (?:get|patch|create) resource/.test(message) ? 'RBAC' : message);
    expect(`${policy}: ${asks}: ${by}`).toMatchSnapshot();
    expect(by).toMatch(/^(TM6\d{3}|RBAC)$/);
    expect(await client.read(refused)).toBeUndefined();
    tally.count(1, 1);
  });

  it.each(chosen.filter(({ passes }) => ['Canary', 'Service', 'Deployment'].includes(passes.kind)))(
    'applies the near twin of $asks',
    async ({ passes }) => {
      await outcome(await publish(passes), 'True');
      expect(await client.read(passes)).toBeDefined();
      tally.count(1);
      // The refused one bears the same name, and tests run in any order.
      await client.delete(passes);
    },
  );
});

function caseOf(kind: string): NamedCase {
  const found = CASES.find(
    ({ refused, passes, by }) => refused.kind === kind && passes.kind === kind && by === undefined,
  );
  if (found === undefined) throw new Error(`the table has no case of kind ${kind}`);
  return found;
}

/** Publishes a repository that holds one object, as the tenant's source; returns its revision. */
function publish(object: KubeObject): Promise<string> {
  return withFolder((folder) => {
    writeObject(join(folder, 'object.yaml'), object);
    return sources.publish(ofKind('GitRepository'), folder);
  });
}

/** What the Kustomization says of a revision once it is applied or refused. */
function outcome(revision: string, status: 'True' | 'False'): Promise<string> {
  let last = '';
  const ask = async (): Promise<string | undefined> => {
    const unit = await client.read(ofKind('Kustomization'));
    const ready = conditionOf(unit, 'Ready');
    last = `${textOf(ready['status']) ?? ''}: ${textOf(ready['message']) ?? ''}`;
    const seen = mapAt(unit, 'status')['lastAttemptedRevision'] === revision;
    return seen && ready['status'] === status ? last : undefined;
  };
  return until(`the Kustomization of the tenant is ${status} at ${revision}`, ask, {
    seen: () => last,
    deadline: 120_000,
  });
}

function ofKind(kind: string): KubeObject {
  const found = objects.find((object) => object.kind === kind && kindInfo(object.apiVersion, kind)?.system === 'flux');
  if (found === undefined) throw new Error(`the tenant's own source has no ${kind}`);
  return found;
}
