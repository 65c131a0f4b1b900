import { Testing } from 'cdk8s';
import { OwnSource } from '../../constructs/tenancy/tenant/own-source.js';
import { kinds } from '../../lib/imports/schemas.js';
import type { KubeObject } from '../../lib/model/index.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { reviewAccess } from './harness/access-review.js';
import { EVERYTHING, rights, serviceAccount } from './harness/accounts.js';
import { applyAll } from './harness/apply-all.js';
import { Bench } from './harness/bench.js';
import { CERT_MANAGER_ELECTION, CERT_MANAGER_RIGHTS } from './harness/chart-rights/cert-manager.js';
import { FLAGGER_RIGHTS } from './harness/chart-rights/flagger.js';
import { ISTIOD_RIGHTS_AT_HOME, istiodRights } from './harness/chart-rights/istiod.js';
import { METALLB_RIGHTS, METALLB_RIGHTS_AT_HOME } from './harness/chart-rights/metallb.js';
import { Client, type Asker } from './harness/client.js';
import { manifestsOf } from './harness/manifests-of.js';
import { programFolder } from './harness/programs.js';
import { MeantRights, type Question } from './harness/rbac.js';
import { openTally } from './harness/tally.js';
import { until } from './harness/until.js';

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'] as const;
const RBAC = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'];
/** What gives power over others, beside the kinds. */
const POWERS: readonly Omit<Question, 'namespace'>[] = [
  ...['pods/exec', 'pods/attach', 'pods/portforward', 'pods/ephemeralcontainers', 'serviceaccounts/token'].map(
    (resource) => ({ group: '', resource, verb: 'create' }),
  ),
  { group: '', resource: 'pods/log', verb: 'get' },
  ...['users', 'groups', 'serviceaccounts'].map((resource) => ({ group: '', resource, verb: 'impersonate' })),
  ...['roles', 'clusterroles'].flatMap((resource) =>
    ['bind', 'escalate'].map((verb) => ({ group: 'rbac.authorization.k8s.io', resource, verb })),
  ),
  ...['tenant-a', 'tenant-b', 'platform', 'mesh-root'].map((name) => ({
    group: 'cert-manager.io',
    resource: 'signers',
    verb: 'reference',
    name,
  })),
  ...['approve', 'sign'].flatMap((verb) =>
    ['tenant-a', 'mesh-root'].map((signer) => ({
      group: 'certificates.k8s.io',
      resource: 'signers',
      verb,
      name: `issuers.cert-manager.io/istio-system.${signer}`,
    })),
  ),
];

/** The tenant's own namespace, those of others and of the platform, and all of them at once. */
const EVERYWHERE = ['tenant-a', 'tenant-b', 'tenant-a-auth', 'istio-system', undefined] as const;
const group = (name: string): Asker => ({ user: `a member of ${name}`, groups: [name] });
const ACCOUNTS: readonly (readonly [who: string, asker: Asker, namespaces: readonly (string | undefined)[]])[] = [
  ['the account of the workload unit', serviceAccount('flux-system', 'apps-tenant-a'), EVERYWHERE],
  ["the account of a tenant's own repository", serviceAccount('tenant-c', 'apps'), ['tenant-c', 'tenant-b', undefined]],
  ['an account of a workload', serviceAccount('tenant-a', 'app-ui'), ['tenant-a', 'tenant-b', undefined]],
  ['a developer of the tenant', group('tenant-a-developers'), ['tenant-a', 'tenant-b', undefined]],
  ['an operator of the tenant', group('tenant-a-operators'), ['tenant-a', 'tenant-b', undefined]],
  ['the default account of Flux', serviceAccount('flux-system', 'default'), ['flux-system', undefined]],
  ['istiod', serviceAccount('istio-system', 'istiod'), ['istio-system', undefined]],
  ['cert-manager', serviceAccount('cert-manager', 'cert-manager'), ['istio-system', undefined]],
  ['Flagger', serviceAccount('flagger-system', 'flagger'), ['tenant-a', undefined]],
  ['the controller of MetalLB', serviceAccount('metallb-system', 'metallb-controller'), ['metallb-system', undefined]],
  ['helm-controller', serviceAccount('flux-system', 'helm-controller'), [undefined]],
  ['kustomize-controller', serviceAccount('flux-system', 'kustomize-controller'), [undefined]],
];

const tally = openTally(
  'kube-apiserver',
  'access reviews: every verb on every kind, for each account of the platform and a tenant',
);
const objects = [...rolesOfTree(), ...rolesOfOwnSource(), ...rolesOfCharts()];
const meant = new MeantRights(objects);
let bench: Bench | undefined;
let client: Client;

beforeAll(async () => {
  bench = await Bench.start(
    programFolder(() => undefined),
    { controllers: 'without watchers of every kind' },
  );
  client = new Client(bench.address);
  const namespaces = [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))].filter(
    (name) => name !== 'default',
  );
  await applyAll(client, [
    ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...objects,
  ]);
  // The server learns of rights after it has stored them, the last ones last.
  const last: Question = { group: '', resource: 'pods', verb: 'get' };
  await until('the last binding is known to the server', async () => {
    const [known] = await reviewAccess(client, serviceAccount('flux-system', 'helm-controller'), [last]);
    return known === true ? true : undefined;
  });
});

afterAll(async () => {
  client.close();
  await bench?.stop();
});

describe.each(ACCOUNTS)('%s', (_who, asker, namespaces) => {
  it('may do what its roles mean, and nothing else', async () => {
    const questions = namespaces.flatMap(matrix);
    const answers = await reviewAccess(client, asker, questions);
    const wrong = questions.filter((question, at) => meant.allows(asker, question) !== answers[at]);
    expect(wrong).toEqual([]);
    const allowed = questions.filter((_question, at) => answers[at]);
    expect(allowed.length === questions.length ? 'everything' : summary(allowed)).toMatchSnapshot();
    tally.count(questions.length, questions.length - allowed.length);
  });
});

it('a right that no role means would show', async () => {
  const question: Question = { group: '', resource: 'secrets', verb: 'get', namespace: 'tenant-b' };
  const asker = serviceAccount('flux-system', 'apps-tenant-a');
  const [stray] = [
    rights('stray', asker.user, [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }], 'tenant-b'),
  ];
  await applyAll(client, stray);
  await until('the server knows the stray binding', async () => {
    const [allowed] = await reviewAccess(client, asker, [question]);
    return allowed === true ? true : undefined;
  });
  expect(meant.allows(asker, question)).toBe(false);
  for (const object of stray) await client.delete(object);
  await until('the stray binding is gone', async () => {
    const [allowed] = await reviewAccess(client, asker, [question]);
    return allowed === false ? true : undefined;
  });
});

function matrix(namespace: string | undefined): readonly Question[] {
  const resources = new Map(kinds().map((one) => [`${one.group}/${one.plural}`, one]));
  const place = namespace === undefined ? {} : { namespace };
  const ordinary = [...resources.values()].flatMap(({ group: apiGroup, plural }) =>
    VERBS.map((verb) => ({ group: apiGroup, resource: plural, verb, ...place })),
  );
  return [...ordinary, ...POWERS.map((one) => ({ ...one, ...place }))];
}

/** A line for each resource and place, with the verbs that are allowed there. */
function summary(allowed: readonly Question[]): string {
  const lines = new Map<string, string[]>();
  for (const { group: apiGroup, resource, namespace, name, verb } of allowed) {
    const what = [resource, apiGroup].filter((one) => one !== '').join('.') + (name === undefined ? '' : ` ${name}`);
    const line = `${namespace ?? 'everywhere'}: ${what}`;
    lines.set(line, [...(lines.get(line) ?? []), verb]);
  }
  return [...lines]
    .map(([line, verbs]) => `${line}: ${verbs.join(' ')}`)
    .sort()
    .join('\n');
}

function rolesOfTree(): readonly KubeObject[] {
  const written = manifestsOf('metal-prod', addMetalProd).all({ layer: 'written' });
  return written.map(({ object }) => object).filter(({ kind }) => RBAC.includes(kind));
}

function rolesOfOwnSource(): readonly KubeObject[] {
  const chart = Testing.chart();
  const url = 'https://git.example.com/tenant-c/apps.git';
  const source = { kind: 'git', url, ref: { kind: 'branch', branch: 'main' } } as const;
  new OwnSource(chart, 'OwnSource', { tenant: 'tenant-c', namespace: 'tenant-c', source });
  const made = Testing.synth(chart) as readonly KubeObject[];
  return made.filter(({ kind }) => RBAC.includes(kind));
}

/** What charts and the bootstrap of Flux give the controllers: it binds two of them to cluster-admin. */
function rolesOfCharts(): readonly KubeObject[] {
  const set = manifestsOf('metal-prod', addMetalProd);
  const user = (namespace: string, name: string): string => serviceAccount(namespace, name).user;
  return [
    ...rights('istiod', user('istio-system', 'istiod'), istiodRights(set)),
    ...rights('istiod', user('istio-system', 'istiod'), ISTIOD_RIGHTS_AT_HOME, 'istio-system'),
    ...rights('cert-manager', user('cert-manager', 'cert-manager'), CERT_MANAGER_RIGHTS),
    ...rights('cert-manager', user('cert-manager', 'cert-manager'), CERT_MANAGER_ELECTION, 'kube-system'),
    ...rights('metallb', user('metallb-system', 'metallb-controller'), METALLB_RIGHTS),
    ...rights('metallb', user('metallb-system', 'metallb-controller'), METALLB_RIGHTS_AT_HOME, 'metallb-system'),
    ...rights('flagger', user('flagger-system', 'flagger'), FLAGGER_RIGHTS),
    ...rights('kustomize-controller', user('flux-system', 'kustomize-controller'), [EVERYTHING]),
    ...rights('helm-controller', user('flux-system', 'helm-controller'), [EVERYTHING]),
  ];
}
