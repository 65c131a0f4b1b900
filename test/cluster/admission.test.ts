import { Testing } from 'cdk8s';
import { OwnSource } from '../../constructs/tenancy/tenant/own-source.js';
import type { KubeObject } from '../../lib/model/index.js';
import { ADMISSION_CASES, type AdmissionCase } from '../fixtures/admission/index.js';
import { EVERYTHING, rights, serviceAccount } from './harness/accounts.js';
import { applyAll, untilAllowed } from './harness/apply-all.js';
import type { Asker } from './harness/client.js';
import { ask, asker, installPolicies } from './harness/policies.js';
import { sharedClient } from './harness/shared-bench.js';

const APPLIER = serviceAccount('flux-system', 'kustomize-controller');
const ISTIOD = serviceAccount('istio-system', 'istiod');
const TENANT = serviceAccount('tenant-a', 'apps');

const client = sharedClient();
const cases = ADMISSION_CASES.flatMap(({ policy, cases: some }) => some.map((one) => ({ policy, ...one })));

beforeAll(async () => {
  await installPolicies(client);
  await applyAll(client, [
    ...ownSource(),
    ...rights('kustomize-controller', APPLIER.user, [EVERYTHING]),
    ...rights('istiod', ISTIOD.user, [EVERYTHING]),
  ]);
  const [harmless] = ADMISSION_CASES.flatMap((one) => one.cases.filter(({ asks }) => asks.startsWith('a Service')));
  if (harmless === undefined) throw new Error('the table has no Service');
  for (const as of [TENANT, APPLIER, ISTIOD]) await untilAllowed(client, as, harmless.passes);
});

afterAll(() => {
  client.close();
});

describe('the admission policies, asked by an account with every right in the namespace', () => {
  it.each(cases)('$policy refuses $asks', async ({ policy, refused, says, by }) => {
    const { ok, message } = await ask(client, refused, asker({ by }));
    expect({ ok, message }).toEqual({ ok: false, message: expect.stringContaining(says) as string });
    expect(/ValidatingAdmissionPolicy '([^']*)'/.exec(message)?.[1]).toBe(`tenant-mesh-${policy}`);
  });

  it.each(cases)('$policy lets the near twin of $asks pass', async ({ passes, by, twinBy }) => {
    const { ok, message, warnings } = await ask(client, passes, twinAsker(by, twinBy));
    expect({ ok, message, warnings }).toEqual({ ok: true, message: '', warnings: [] });
  });
});

describe('the same, asked with the rights of the tenant', () => {
  it('is refused, by RBAC or by a policy', async () => {
    const found: string[] = [];
    for (const { policy, asks, refused, by } of cases) {
      if (by === 'platform') continue;
      const { ok, message } = await ask(client, refused, TENANT);
      found.push(`${policy}: ${asks}: ${ok ? 'NOBODY' : refuser(message)}`);
    }
    expect(found.filter((line) => line.endsWith('NOBODY'))).toEqual([]);
    expect(found.join('\n')).toMatchSnapshot();
  });
});

/** The widest rights that a tenant has: those of the account that applies a repository of its own, with its objects. */
function ownSource(): readonly KubeObject[] {
  const chart = Testing.chart();
  const source = {
    kind: 'git',
    url: 'https://git.example.com/tenant-a/apps.git',
    ref: { kind: 'branch', branch: 'main' },
  } as const;
  new OwnSource(chart, 'OwnSource', { tenant: 'tenant-a', namespace: 'tenant-a', source });
  return Testing.synth(chart) as readonly KubeObject[];
}

function refuser(message: string): string {
  return message.includes(' cannot ') ? 'RBAC' : (/TM6\d{3}/.exec(message)?.[0] ?? message);
}

function twinAsker(by: AdmissionCase['by'], user: string | undefined): Asker | undefined {
  return user === undefined ? asker({ by }) : [APPLIER, ISTIOD].find((one) => one.user === user);
}
