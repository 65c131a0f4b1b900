import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, clusters, objects, strings, text, type Reference } from './reference.js';
import { way, type End } from './network.js';
import { synthFiles } from './trees.js';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';
const CONTROLLERS = [
  'cert-manager',
  'flagger',
  'istio-base',
  'istio-cni',
  'istiod',
  'kiali',
  'kube-prometheus-stack',
  'metrics-server',
  'trust-manager',
];
const OF_TARGET: Readonly<Record<string, readonly string[]>> = {
  'metal-prod': ['metallb'],
  'eks-prod': ['aws-load-balancer-controller', 'external-dns'],
};
const ISSUERS: Readonly<Record<string, RegExp>> = {
  'metal-prod': /^https:\/\/login\.example\.com\/realms\/tenant-[ab]$/,
  'eks-prod': /^https:\/\/cognito-idp\.eu-central-1\.amazonaws\.com\/eu-central-1_\w+$/,
};

const pod = (namespace: string, name: string): End => ({ namespace, labels: { 'tenant-mesh.io/workload': name } });

/** Principals that the ALLOW rules for a workload name. */
function callers(cluster: Reference, tenant: string, app: string): readonly string[] {
  const rules = objects(at(cluster.one(POLICY, tenant, `allow-${app}`), 'spec', 'rules'));
  return rules
    .flatMap((rule) => objects(at(rule, 'from')).flatMap((from) => strings(at(from, 'source', 'principals'))))
    .map((principal) => principal.replace('cluster.local/ns/', '').replace('/sa/', '/'))
    .sort();
}

describe.each(clusters())('who may call whom on %s', (_name, cluster) => {
  it.each(cluster.tenants())('the API is called by the UI, and by the load tester on one path: %s', (tenant) => {
    expect(callers(cluster, tenant, 'rag-api')).toEqual([`${tenant}/app-ui`, `${tenant}/loadtester`]);
    expect(way(cluster, pod(tenant, 'app-ui'), pod(tenant, 'rag-api'), 8000)).toBe('open');
    expect(way(cluster, pod(tenant, 'app-ui'), pod(tenant, 'rag-api'), 8100)).toBe('closed');
  });

  it('the UI is called by the gateway that serves its host, and by the load tester on one path', () => {
    expect(callers(cluster, 'tenant-a', 'app-ui')).toEqual(['istio-ingress/shared', 'tenant-a/loadtester']);
    expect(callers(cluster, 'tenant-b', 'app-ui')).toEqual(['tenant-b-gateway/tenant-b', 'tenant-b/loadtester']);
  });

  it('tokens of Cognito on EKS, and of an OpenID issuer on bare metal', () => {
    const issuer = ISSUERS[cluster.set.name];
    for (const { object } of cluster.all('RequestAuthentication.security.istio.io')) {
      for (const rule of objects(at(object, 'spec', 'jwtRules'))) {
        expect(text(at(rule, 'issuer'))).toMatch(issuer ?? /^$/);
        expect(strings(at(rule, 'audiences'))).toHaveLength(1);
      }
    }
    expect(cluster.all('RequestAuthentication.security.istio.io')).toHaveLength(4);
  });

  it('has every controller of its target', () => {
    const wanted = [...CONTROLLERS, ...(OF_TARGET[cluster.set.name] ?? [])].sort();
    const tenants = [
      'gateway-shared',
      'gateway-tenant-b',
      'oauth2-proxy-tenant-a',
      'oauth2-proxy-tenant-b',
      'tenant-a-loadtester',
      'tenant-b-loadtester',
    ];
    expect([...cluster.releases()].sort()).toEqual([...wanted, ...tenants].sort());
  });

  it('the API server enforces what synth checked', () => {
    const policies = cluster.all('ValidatingAdmissionPolicy.admissionregistration.k8s.io');
    const bindings = cluster.all('ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io');
    expect(policies.length).toBeGreaterThan(9);
    const bound = bindings.map(({ object }) => text(at(object, 'spec', 'policyName')));
    for (const { object, id } of policies) {
      expect(bound).toContain(id.name);
      expect(object.metadata.annotations?.['tenant-mesh.io/enforces']).toMatch(/^TM6\d{3}/);
      expect(at(object, 'spec', 'failurePolicy')).toBe('Fail');
    }
    for (const { object } of bindings) expect(strings(at(object, 'spec', 'validationActions'))).toContain('Deny');
    expect(cluster.before('tenants/tenant-a')).toContain(policies[0]?.unit);
  });

  it('every Secret that is referred to is made in the tree or listed', () => {
    const listed = cluster.set.secretNeeds;
    const names = listed.map(({ namespace, name }) => `${namespace}/${name}`);
    expect(names).toEqual(expect.arrayContaining(['istio-system/mesh-root-ca', 'tenant-a-auth/oauth2-proxy']));
    for (const { keys, purpose } of listed) {
      expect(keys.length).toBeGreaterThan(0);
      expect(purpose).not.toBe('');
    }
  });
});

describe('the written tree', () => {
  const files = synthFiles((app) => {
    addMetalProd(app);
    addEksProd(app);
  });

  it.each(['metal-prod', 'eks-prod'])('Flux is locked down: %s', (cluster) => {
    const lockdown = files.get(`clusters/${cluster}/flux-system/kustomization.yaml`) ?? '';
    for (const flag of [
      '--no-cross-namespace-refs=true',
      '--no-remote-bases=true',
      '--default-service-account=default',
    ]) {
      expect(lockdown).toContain(flag);
    }
  });
});

describe('docs/reference-platform.md', () => {
  const root = join(__dirname, '..', '..');
  const page = readFileSync(join(root, 'docs', 'reference-platform.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (?!demand|-)(.+?) *\| `([^`]+)`: (.+?) *\|$/gm)].map(
    ([, demand = '', file = '', title = '']) => ({ demand, file, title }),
  );

  it('has a row for each demand', () => {
    expect(rows.length).toBeGreaterThan(25);
  });

  it.each(rows)('points at a test that is there: $demand', ({ file, title }) => {
    expect(existsSync(join(root, file))).toBe(true);
    if (!file.endsWith('.test.ts') || title.startsWith('titles begin')) return;
    expect(readFileSync(join(root, file), 'utf8').includes(title)).toBe(true);
  });

  it('numbers all 25 traps and 18 defects in titles', () => {
    const read = (directory: string, names: readonly string[]) =>
      names.map((name) => readFileSync(join(root, 'test', 'stacks', directory, name), 'utf8')).join('\n');
    const traps = read('traps', [
      'trust.test.ts',
      'private-ca.test.ts',
      'sign-in.test.ts',
      'canary.test.ts',
      'admission.test.ts',
      'network.test.ts',
      'flux.test.ts',
      'missing-parts.test.ts',
    ]);
    for (let trap = 1; trap <= 25; trap++) expect(traps).toMatch(new RegExp(`trap ${trap}\\b`));
    const defects = read('.', ['defects.test.ts', 'third-tenant.test.ts']);
    for (let defect = 1; defect <= 18; defect++)
      expect(defects).toMatch(new RegExp(`'(?:\\d+, )?${defect}(?:, \\d+)?:`));
  });
});
