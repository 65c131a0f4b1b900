import { Testing } from 'cdk8s';
import { OwnSource } from '../../../constructs/tenancy/tenant/own-source.js';
import type { KubeObject } from '../../../lib/model/index.js';
import { ADMISSION_CASES, type AdmissionCase } from '../../fixtures/admission/index.js';
import { EVERYTHING, rights, serviceAccount } from './accounts.js';
import { applyAll, untilAllowed } from './apply-all.js';
import type { Answer, Asker, Client } from './client.js';
import { ask, asker, installPolicies } from './policies.js';

const APPLIER = serviceAccount('flux-system', 'kustomize-controller');
const ISTIOD = serviceAccount('istio-system', 'istiod');

/** The account that applies a repository of the tenant's own: it has the widest rights that a tenant has. */
export const TENANT = serviceAccount('tenant-a', 'apps');

/** A case and the policy that it is about. */
export type NamedCase = AdmissionCase & { readonly policy: string };

/** Every case of every policy. */
export const CASES: readonly NamedCase[] = ADMISSION_CASES.flatMap(({ policy, cases }) =>
  cases.map((one) => ({ policy, ...one })),
);

/** Puts the policies in force, and gives those who ask in the cases their rights. */
export async function prepareCases(client: Client): Promise<void> {
  await installPolicies(client);
  await applyAll(client, [
    ...ownSource(),
    ...rights('kustomize-controller', APPLIER.user, [EVERYTHING]),
    ...rights('istiod', ISTIOD.user, [EVERYTHING]),
  ]);
  const harmless = CASES.find(({ asks }) => asks.startsWith('a Service'));
  if (harmless === undefined) throw new Error('the table has no Service');
  for (const as of [TENANT, APPLIER, ISTIOD]) await untilAllowed(client, as, harmless.passes);
}

/** Asks for the forbidden thing of a case. */
export function askRefused(client: Client, { refused, by }: NamedCase): Promise<Answer> {
  return ask(client, refused, asker({ by }));
}

/** Asks for the near twin of a case. */
export function askTwin(client: Client, { passes, by, twinBy }: NamedCase): Promise<Answer> {
  return ask(client, passes, twinAsker(by, twinBy));
}

/** Name of the policy that refused, without the common prefix. */
export function refusingPolicy(message: string): string | undefined {
  return /ValidatingAdmissionPolicy 'tenant-mesh-([^']*)'/.exec(message)?.[1];
}

/** Who refused, in short: RBAC, or the code of a policy; the message itself where it was neither. */
export function refuser(message: string): string {
  return message.includes(' cannot ') ? 'RBAC' : (/TM6\d{3}/.exec(message)?.[0] ?? message);
}

/** What a tenant with a repository of its own is given in its namespace. */
export function ownSource(): readonly KubeObject[] {
  const chart = Testing.chart();
  const source = {
    kind: 'git',
    url: 'https://git.example.com/tenant-a/apps.git',
    ref: { kind: 'branch', branch: 'main' },
    // No node runs the pods here, so nothing that waits for them would ever be Ready.
    wait: false,
  } as const;
  new OwnSource(chart, 'OwnSource', { tenant: 'tenant-a', namespace: 'tenant-a', source });
  return Testing.synth(chart) as readonly KubeObject[];
}

function twinAsker(by: AdmissionCase['by'], user: string | undefined): Asker | undefined {
  return user === undefined ? asker({ by }) : [APPLIER, ISTIOD].find((one) => one.user === user);
}
