import { setTimeout as sleep } from 'node:timers/promises';
import { roleRulesFor } from '../../constructs/tenancy/unit-role.js';
import type { KubeObject } from '../../lib/model/index.js';
import { ADMISSION_CASES, TENANT_NAMESPACE, type AdmissionCase } from '../fixtures/admission/index.js';
import { EVERYTHING, rights, serviceAccount } from './harness/accounts.js';
import { applyAll, untilAllowed } from './harness/apply-all.js';
import type { Answer, Asker } from './harness/client.js';
import { installPolicies } from './harness/policies.js';
import { sharedClient } from './harness/shared-bench.js';

const ACROSS = [
  { apiGroups: ['certificates.k8s.io'], resources: ['*'], verbs: ['*'] },
  { apiGroups: [''], resources: ['namespaces', 'namespaces/*'], verbs: ['*'] },
];
const PROBE = serviceAccount('tenant-a', 'probe');
const APPLIER = serviceAccount('flux-system', 'kustomize-controller');
const ISTIOD = serviceAccount('istio-system', 'istiod');
const TENANT = serviceAccount('flux-system', 'apps-tenant-a');
const UNIT_KINDS = [
  { group: '', plural: 'configmaps' },
  { group: '', plural: 'serviceaccounts' },
  { group: '', plural: 'services' },
  { group: 'apps', plural: 'deployments' },
  { group: 'apps', plural: 'statefulsets' },
  { group: 'autoscaling', plural: 'horizontalpodautoscalers' },
  { group: 'batch', plural: 'cronjobs' },
  { group: 'batch', plural: 'jobs' },
  { group: 'flagger.app', plural: 'canaries' },
  { group: 'flagger.app', plural: 'metrictemplates' },
  { group: 'policy', plural: 'poddisruptionbudgets' },
];

const client = sharedClient();
const cases = ADMISSION_CASES.flatMap(({ policy, cases: some }) => some.map((one) => ({ policy, ...one })));

beforeAll(async () => {
  await applyAll(client, [
    TENANT_NAMESPACE,
    ...rights('probe', PROBE.user, [EVERYTHING], 'tenant-a'),
    ...rights('probe', PROBE.user, ACROSS),
    ...rights(
      'apps-tenant-a',
      TENANT.user,
      roleRulesFor(UNIT_KINDS).map((rule) => ({ ...rule })),
      'tenant-a',
    ),
    ...rights('kustomize-controller', APPLIER.user, [EVERYTHING]),
    ...rights('istiod', ISTIOD.user, ACROSS),
  ]);
  const [harmless] = ADMISSION_CASES.flatMap((one) => one.cases.filter(({ asks }) => asks.startsWith('a Service')));
  for (const as of [PROBE, TENANT, APPLIER]) await untilAllowed(client, as, harmless?.passes ?? TENANT_NAMESPACE);
  await installPolicies(client);
  await untilEnforced();
});

afterAll(() => {
  client.close();
});

describe('the admission policies, asked by an account with every right in the namespace', () => {
  it.each(cases)('$policy refuses $asks', async ({ policy, refused, says, by }) => {
    const { ok, message } = await ask(refused, asker(by));
    expect({ ok, message }).toEqual({ ok: false, message: expect.stringContaining(says) as string });
    expect(/ValidatingAdmissionPolicy '([^']*)'/.exec(message)?.[1]).toBe(`tenant-mesh-${policy}`);
  });

  it.each(cases)('$policy lets the near twin of $asks pass', async ({ passes, by, twinBy }) => {
    const { ok, message, warnings } = await ask(passes, twinAsker(by, twinBy));
    expect({ ok, message, warnings }).toEqual({ ok: true, message: '', warnings: [] });
  });
});

describe('the same, asked with the rights of the tenant', () => {
  it('is refused, by RBAC or by a policy', async () => {
    const found: string[] = [];
    for (const { policy, asks, refused, by } of cases) {
      if (by === 'platform') continue;
      const { ok, message } = await ask(refused, TENANT);
      found.push(`${policy}: ${asks}: ${ok ? 'NOBODY' : refuser(message)}`);
    }
    expect(found.filter((line) => line.endsWith('NOBODY'))).toEqual([]);
    expect(found.join('\n')).toMatchSnapshot();
  });
});

function asker(by: AdmissionCase['by']): Asker | undefined {
  return by === 'platform' ? undefined : PROBE;
}

function refuser(message: string): string {
  return message.includes(' cannot ') ? 'RBAC' : (/TM6\d{3}/.exec(message)?.[0] ?? message);
}

function twinAsker(by: AdmissionCase['by'], user: string | undefined): Asker | undefined {
  return user === undefined ? asker(by) : [APPLIER, ISTIOD].find((one) => one.user === user);
}

function ask(object: KubeObject, as: Asker | undefined): Promise<Answer> {
  const options = { dryRun: true, as };
  return object.kind === 'Namespace' ? client.replace(object, options) : client.create(object, options);
}

/** The server puts a policy in force some time after it has taken it. */
async function untilEnforced(): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (const { policy, refused, by } of ADMISSION_CASES.flatMap(firstCase)) {
    while ((await ask(refused, asker(by))).ok) {
      if (Date.now() > deadline) throw new Error(`Policy ${policy} is not in force after 30 s.`);
      await sleep(100);
    }
  }
}

function firstCase({
  policy,
  cases: some,
}: (typeof ADMISSION_CASES)[number]): readonly (AdmissionCase & { policy: string })[] {
  return some.slice(0, 1).map((one) => ({ policy, ...one }));
}
