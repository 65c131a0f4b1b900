import type { KubeObject } from '../../lib/model/index.js';
import { EVERYTHING, rights, serviceAccount } from './harness/accounts.js';
import { CASES, prepareCases, refuser, TENANT, type NamedCase } from './harness/admission-cases.js';
import { applyAll, untilAllowed } from './harness/apply-all.js';
import { FORBIDDEN_THINGS, thingsOf, type ForbiddenThing } from './harness/forbidden-things.js';
import { sharedClient } from './harness/shared-bench.js';
import { openTally } from './harness/tally.js';
import { installThrough, tenantRelease } from './harness/tenant-release.js';

const client = sharedClient();
const tally = openTally('kube-apiserver', 'forbidden things as parts of a chart, installed by a release of the tenant');
/** What a release of the tenant must name, so that a chart may do no more than the tenant. */
const OWN = tenantRelease('apps');
/** What a policy refuses: without an account of the tenant, helm-controller itself would install the chart. */
const WITHOUT = tenantRelease();
const HELM_CONTROLLER = serviceAccount('flux-system', 'helm-controller');

beforeAll(async () => {
  await prepareCases(client);
  await applyAll(client, rights('helm-controller', HELM_CONTROLLER.user, [EVERYTHING]));
  await untilAllowed(client, HELM_CONTROLLER, OWN);
});

afterAll(() => {
  client.close();
});

describe('the table of what is forbidden', () => {
  it('has each case in one place', () => {
    const lost = CASES.filter((one) => thingsOf(one).length !== 1);
    expect(lost.map((one) => [one.policy, one.asks, thingsOf(one)])).toEqual([]);
  });

  it.each(FORBIDDEN_THINGS)('says of $thing by which case it is asked in each way, or why it cannot be', (one) => {
    expect(CASES.filter((each) => thingsOf(each).includes(one.thing)).length).toBeGreaterThan(0);
    for (const [way, kind] of [
      ['canary', 'Canary'],
      ['httpRoute', 'HTTPRoute'],
    ] as const) {
      expect([way, cell(one, way)]).toEqual([way, expect.stringMatching(new RegExp(`^(${kind}: \\S|no: \\S)`))]);
    }
  });

  it('leaves no kind of case out: whatever is asked through a Canary or an HTTPRoute stands in its way', () => {
    const inTable = FORBIDDEN_THINGS.filter(({ canary }) => typeof canary === 'string').map(({ thing }) => thing);
    const asked = CASES.filter(({ refused }) => refused.kind === 'Canary').flatMap(thingsOf);
    expect([...new Set(asked)].sort()).toEqual([...inTable].sort());
  });
});

describe('a chart that a release of the tenant installs as the account of the tenant', () => {
  it('gets nothing of what is forbidden', async () => {
    const found: string[] = [];
    for (const one of CASES.filter(({ by }) => by !== 'platform')) {
      const { ok, message } = await installThrough(client, OWN, one.refused);
      if (ok || !/^(RBAC|TM6\d{3})$/.test(refuser(message))) found.push(`${one.asks}: ${message}`);
      tally.count(1, 1);
    }
    expect(found).toEqual([]);
  });

  it.each(['Canary', 'Service', 'Deployment'])('gets the near twin of a forbidden %s', async (kind) => {
    const { passes } = caseOf(kind);
    expect(await installThrough(client, OWN, passes)).toMatchObject({ ok: true, message: '' });
    tally.count(1);
  });

  it('is installed by nobody else: a release without an account is refused, and would get more', async () => {
    const taken = CASES.find(({ policy }) => policy === 'mesh-kinds');
    if (taken === undefined) throw new Error('the table has no case of the kinds of the mesh');
    expect(await installThrough(client, WITHOUT, taken.refused)).toMatchObject({ ok: true });
    for (const as of [TENANT, HELM_CONTROLLER]) {
      const { ok, message } = await client.create(WITHOUT, { as, dryRun: true });
      expect([ok, refuser(message)]).toEqual([false, as === TENANT ? 'RBAC' : 'TM6009']);
    }
    expect(await client.create(OWN, { as: HELM_CONTROLLER, dryRun: true })).toMatchObject({ ok: true, message: '' });
    tally.count(4, 2);
  });
});

/** A cell of the table as text: the kind that the case asks for, or why there is none; anything else is a fault of it. */
function cell(one: ForbiddenThing, way: 'canary' | 'httpRoute'): string {
  const value = one[way];
  if (typeof value !== 'string') return `no: ${value.because}`;
  const found = CASES.find(({ asks }) => asks === value);
  if (found === undefined) return `there is no case "${value}"`;
  if (!thingsOf(found).includes(one.thing)) return `"${value}" belongs to ${thingsOf(found).join(', ')}`;
  return `${found.refused.kind}: ${value}`;
}

function caseOf(kind: KubeObject['kind']): NamedCase {
  const found = CASES.find(({ refused, passes }) => refused.kind === kind && passes.kind === kind);
  if (found === undefined) throw new Error(`the table has no case of kind ${kind}`);
  return found;
}
