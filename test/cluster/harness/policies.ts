import { setTimeout as sleep } from 'node:timers/promises';
import { Testing } from 'cdk8s';
import { AdmissionPolicies } from '../../../constructs/tenancy/admission/index.js';
import type { KubeObject } from '../../../lib/model/index.js';
import { Target } from '../../../lib/targets/index.js';
import { ADMISSION_CASES, TENANT_NAMESPACE, type AdmissionCase } from '../../fixtures/admission/index.js';
import { EVERYTHING, rights, serviceAccount } from './accounts.js';
import { applyAll } from './apply-all.js';
import type { Answer, Asker, Client } from './client.js';

const DEADLINE = 60_000;
const CLUSTER_WIDE = [
  { apiGroups: ['certificates.k8s.io'], resources: ['*'], verbs: ['*'] },
  { apiGroups: [''], resources: ['namespaces', 'namespaces/*'], verbs: ['*'] },
];

/** An account that may write every kind in the namespace of the tenant, so that RBAC refuses nothing. */
export const PROBE = serviceAccount('tenant-a', 'probe');

/**
 * Puts the tenant's namespace and the admission policies on the shared bench, and waits until each policy is in force.
 * Every test file asks for the same, so that none disturbs another.
 */
export async function installPolicies(client: Client): Promise<void> {
  const chart = Testing.chart();
  new AdmissionPolicies(chart, 'Policies', { target: Target.eks({ region: 'eu-central-1' }) });
  await applyAll(client, [
    TENANT_NAMESPACE,
    ...rights('probe', PROBE.user, [EVERYTHING], 'tenant-a'),
    ...rights('probe', PROBE.user, CLUSTER_WIDE),
    ...(Testing.synth(chart) as readonly KubeObject[]),
  ]);
  await untilEnforced(client);
}

/** Who asks for the forbidden thing of a case; the platform is the administrator. */
export function asker({ by }: Pick<AdmissionCase, 'by'>): Asker | undefined {
  return by === 'platform' ? undefined : PROBE;
}

/** Asks for an object without storing it: a new one, or the next state of the tenant's namespace. */
export function ask(client: Client, object: KubeObject, as: Asker | undefined): Promise<Answer> {
  const options = { dryRun: true, as };
  return object.kind === 'Namespace' ? client.replace(object, options) : client.create(object, options);
}

/** The server puts a policy in force some time after it has taken it, each by itself. */
async function untilEnforced(client: Client): Promise<void> {
  const start = Date.now();
  for (const { policy, cases } of ADMISSION_CASES) {
    const [first] = cases;
    if (first === undefined) throw new Error(`Policy ${policy} has no case.`);
    while (!(await ask(client, first.refused, asker(first))).message.includes(`'tenant-mesh-${policy}'`)) {
      if (Date.now() - start > DEADLINE)
        throw new Error(`Policy ${policy} is not in force after ${DEADLINE / 1000} s.`);
      await sleep(100);
    }
  }
}
