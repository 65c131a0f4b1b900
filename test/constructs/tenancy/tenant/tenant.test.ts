import { at, objects, strings, text } from '../../../../lib/analyzer/read.js';
import { refusal } from '../support.js';
import { NONE, STABLE, TOKEN, UI, one, platform } from './support.js';

describe('Tenant', () => {
  it('puts each part into the unit that is applied with its rights', () => {
    const { tenant, set } = platform();
    tenant('tenant-a').addWorkload('app-ui', UI);
    const made = set();
    expect(one(made, '', 'Namespace', '', 'tenant-a').unit).toBe('tenants/tenant-a');
    expect(one(made, 'apps', 'Deployment', 'tenant-a', 'app-ui').unit).toBe('apps/tenant-a');
    expect(one(made, 'cert-manager.io', 'Issuer', 'istio-system', 'tenant-a').unit).toBe('infrastructure/trust');
    const apps = made.units.find(({ path }) => path === 'apps/tenant-a');
    expect(apps).toMatchObject({ serviceAccountName: 'apps-tenant-a', dependsOn: ['tenants/tenant-a'] });
  });

  it('lets istiod out to the keys of an issuer on a private address, and refuses one that names none', () => {
    const { tenant, set } = platform();
    const access = { ...TOKEN, issuer: 'https://login.corp' };
    expect(refusal(() => tenant('tenant-b', { access }))).toContain(
      'TM1415 at metal-prod/tenant-b: access.issuer: the host has a private address',
    );
    tenant('tenant-a', { access: { ...access, cidrs: ['10.20.30.0/28'] } });
    const policy = one(set(), 'networking.k8s.io', 'NetworkPolicy', 'istio-system', 'istiod-jwks-tenant-a-out');
    expect(policy.unit).toBe('infrastructure/configs');
    expect(at(policy.object, 'spec', 'egress')).toMatchObject([{ to: [{ ipBlock: { cidr: '10.20.30.0/28' } }] }]);
  });

  it('gives the account of the workload unit exactly the kinds it holds', () => {
    const { tenant, set } = platform();
    const made = tenant('tenant-a');
    made.addWorkload('app-ui', { ...UI, scaling: { kind: 'fixed', replicas: 2 } });
    const rules = objects(at(one(set(), 'rbac.authorization.k8s.io', 'Role', 'tenant-a', 'apps').object, 'rules'));
    const written = rules.filter((rule) => strings(at(rule, 'verbs')).includes('create'));
    expect(written.flatMap((rule) => strings(at(rule, 'resources'))).sort()).toEqual([
      'deployments',
      'poddisruptionbudgets',
      'serviceaccounts',
      'services',
    ]);
  });

  it('waits for a release as long as it may take', () => {
    const { tenant, set } = platform();
    const made = tenant('tenant-a');
    const timeout = () => set().units.find(({ path }) => path === 'apps/tenant-a')?.timeout;
    made.addWorkload('slow', {
      ...UI,
      release: {
        strategy: { kind: 'blueGreen', iterations: 100 },
        metrics: [{ kind: 'success-rate' }],
        progressDeadlineSeconds: 60,
        threshold: 1,
      },
    });
    expect(timeout()).toBe('106m');
  });

  it('routes a host without a release by a VirtualService, and with one leaves the route to Flagger', () => {
    const { tenant, set } = platform();
    tenant('tenant-a').addWorkload('app-ui', { ...UI, hosts: ['tenant-a.example.com'] });
    tenant('tenant-b').addWorkload('app-ui', {
      ...UI,
      hosts: ['tenant-b.example.com'],
      release: { strategy: { kind: 'blueGreen', iterations: 5 }, metrics: [{ kind: 'success-rate' }] },
    });
    const routes = set()
      .byKind('networking.istio.io', 'VirtualService')
      .map(({ id, layer }) => `${layer} ${id.namespace}`);
    expect(routes).toEqual(['written tenant-a', 'predicted tenant-b']);
  });

  it('lets anybody in only where it is told so', () => {
    const { tenant, set } = platform();
    tenant('tenant-a', { access: { kind: 'public' } }).addWorkload('app-ui', {
      ...UI,
      hosts: ['tenant-a.example.com'],
    });
    const made = set();
    expect(made.byKind('security.istio.io', 'RequestAuthentication')).toEqual([]);
    const policy = one(made, 'security.istio.io', 'AuthorizationPolicy', 'istio-ingress', 'allow-tenant-a.example.com');
    expect(objects(at(policy.object, 'spec', 'rules'))).toHaveLength(1);
    expect(at(objects(at(policy.object, 'spec', 'rules'))[0], 'from')).toBeUndefined();
  });

  it.each([
    ['git', { kind: 'git', url: 'https://git.example.com/team/apps.git', ref: { kind: 'branch', branch: 'main' } }],
    ['oci', { kind: 'oci', url: 'oci://ghcr.io/example/tenant-a', ref: STABLE, secretName: 'registry' }],
  ] as const)('takes workloads from a source of the team: %s', (kind, workloads) => {
    const { tenant, set } = platform();
    tenant('tenant-a', { workloads, quota: NONE });
    const made = set();
    const applied = one(made, 'kustomize.toolkit.fluxcd.io', 'Kustomization', 'tenant-a', 'tenant-a');
    const source = kind === 'git' ? 'GitRepository' : 'OCIRepository';
    expect(at(applied.object, 'spec')).toMatchObject({
      serviceAccountName: 'apps',
      targetNamespace: 'tenant-a',
      sourceRef: { kind: source, name: 'tenant-a' },
    });
    expect(at(applied.object, 'spec')).toMatchObject({ prune: true, wait: true, timeout: '30m' });
    expect(one(made, 'source.toolkit.fluxcd.io', source, 'tenant-a', 'tenant-a').unit).toBe('apps/tenant-a');
    expect(one(made, 'rbac.authorization.k8s.io', 'Role', 'tenant-a', 'apps').unit).toBe('tenants/tenant-a');
    const unit = made.units.find(({ path }) => path === 'apps/tenant-a');
    expect(unit).toMatchObject({ dependsOn: ['tenants/tenant-a'], wait: false });
    const binding = one(made, 'rbac.authorization.k8s.io', 'RoleBinding', 'tenant-a', 'apps');
    expect(objects(at(binding.object, 'subjects')).map(({ namespace }) => text(namespace))).toEqual(['tenant-a']);
    const needs = made.secretNeeds.filter(({ namespace }) => namespace === 'tenant-a').map(({ name }) => name);
    expect(needs).toEqual(kind === 'git' ? [] : ['registry']);
  });
});

describe("a source of the team's own", () => {
  const GIT = {
    kind: 'git',
    url: 'ssh://git@git.corp:2222/team/apps.git',
    ref: { kind: 'branch', branch: 'main' },
  } as const;

  it('may hold the kinds that it names and no other', () => {
    const { tenant, set } = platform();
    tenant('tenant-a', { quota: NONE, workloads: { ...GIT, kinds: ['deployments.apps', 'persistentvolumeclaims'] } });
    const rules = objects(at(one(set(), 'rbac.authorization.k8s.io', 'Role', 'tenant-a', 'apps').object, 'rules'));
    const written = rules.filter((rule) => strings(at(rule, 'verbs')).includes('create'));
    expect(written.flatMap((rule) => strings(at(rule, 'resources')))).toEqual([
      'persistentvolumeclaims',
      'deployments',
    ]);
  });

  it('is reached where it has a private address or a port of its own', () => {
    const { tenant, set } = platform();
    tenant('tenant-a', { quota: NONE, workloads: { ...GIT, cidrs: ['10.20.30.0/28'] } });
    const policy = one(set(), 'networking.k8s.io', 'NetworkPolicy', 'flux-system', 'flux-source-tenant-a-out');
    expect(policy.unit).toBe('infrastructure/crds');
    expect(at(policy.object, 'spec')).toMatchObject({
      podSelector: {},
      egress: [{ to: [{ ipBlock: { cidr: '10.20.30.0/28' } }], ports: [{ port: 2222, protocol: 'TCP' }] }],
    });
  });

  it('is taken with a signature alone, and says which Secrets it needs', () => {
    const { tenant, set } = platform();
    tenant('tenant-a', {
      quota: NONE,
      workloads: { ...GIT, secretName: 'deploy-key', verify: { mode: 'HEAD', secretName: 'team-keys' } },
    });
    const verify = { kind: 'key', secretName: 'cosign' } as const;
    tenant('tenant-b', {
      quota: NONE,
      workloads: { kind: 'oci', url: 'oci://ghcr.io/example/b', ref: STABLE, verify },
    });
    const made = set();
    const git = one(made, 'source.toolkit.fluxcd.io', 'GitRepository', 'tenant-a', 'tenant-a');
    expect(at(git.object, 'spec', 'verify')).toEqual({ mode: 'HEAD', secretRef: { name: 'team-keys' } });
    const oci = one(made, 'source.toolkit.fluxcd.io', 'OCIRepository', 'tenant-b', 'tenant-b');
    expect(at(oci.object, 'spec', 'verify')).toEqual({ provider: 'cosign', secretRef: { name: 'cosign' } });
    const needs = made.secretNeeds.filter(({ namespace }) => ['tenant-a', 'tenant-b'].includes(namespace));
    expect(needs.map(({ name, keys }) => `${name}: ${keys.join(', ')}`)).toEqual([
      'deploy-key: identity, known_hosts',
      'team-keys: ',
      'cosign: ',
    ]);
  });

  it('is checked as far as the program knows it', () => {
    const { app, tenant } = platform();
    tenant('tenant-a', { workloads: GIT, quota: NONE });
    expect(
      app
        .manifests()
        .flatMap((set) => app.checks.flatMap((check) => check(set)))
        .filter(({ level }) => level === 'error'),
    ).toEqual([]);
  });
});
