import { Cluster, MeshApp, Platform, Target, Tenant, type TenantProps, type TenantWorkloadProps } from 'tenant-mesh';
import type { ManifestSet } from 'tenant-mesh/manifest';
import { at, objects, strings, text } from '../../../../lib/analyzer/read.js';
import { ADDRESSES, refusal } from '../support.js';

const UI: TenantWorkloadProps = {
  containers: [{ name: 'app-ui', image: 'ghcr.io/example/app-ui', tag: '1.0.0', ports: [{ targetPort: 8501 }] }],
};
const STABLE = { kind: 'tag', tag: 'stable' } as const;
const NONE = { kind: 'none' } as const;
const TOKEN = { kind: 'jwt', issuer: 'https://login.example.com', claims: { groups: ['tenant-a'] } } as const;

function platform(target = Target.bareMetal({ addresses: ADDRESSES })) {
  const app = new MeshApp();
  const cluster = new Cluster(app, 'metal-prod', {
    target,
    repository: { url: 'https://git.example.com/platform/fleet.git', branch: 'main' },
  });
  const made = new Platform(cluster, 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    metallb: { addresses: ['192.0.2.16/28'] },
  });
  const tenant = (id: string, props: Partial<TenantProps> = {}) =>
    new Tenant(cluster, id, { platform: made, hosts: [`${id}.example.com`], access: TOKEN, ...props });
  const set = (): ManifestSet => {
    const [only] = app.manifests();
    if (only === undefined) throw new Error('there is one cluster');
    return only;
  };
  return { app, tenant, set };
}

function one(set: ManifestSet, group: string, kind: string, namespace: string, name: string) {
  const found = set.get(group, kind, namespace, name);
  if (found === undefined) throw new Error(`no ${kind} ${namespace}/${name}`);
  return found;
}

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

describe('Tenant refuses', () => {
  it('to compute what an unknown source needs', () => {
    const { tenant } = platform();
    const workloads = { kind: 'oci', url: 'oci://ghcr.io/example/b', ref: STABLE } as const;
    expect(refusal(() => tenant('tenant-b', { workloads }))).toBe(
      `TM1905 at metal-prod/tenant-b: quota: the tenant's workloads come from a source of its own, so nobody can compute what they need. Write \`quota: { kind: "fixed", hard: { ... } }\`, or \`{ kind: "none" }\`.`,
    );
  });

  it.each(['default', 'kube-system', 'kube-public', 'flux-system', 'istio-ingress', 'istio-system', 'monitoring'])(
    'the name %s, whose namespace is not its own',
    (name) => {
      const { tenant } = platform();
      expect(refusal(() => tenant(name))).toBe(
        `TM1906 at metal-prod/${name}: name: the namespace of this name belongs to the platform or to Kubernetes (got "${name}"). Name the tenant after its team, such as "tenant-a".`,
      );
    },
  );

  it('a workload of the same name', () => {
    const { tenant } = platform();
    const made = tenant('tenant-a');
    made.addWorkload('app-ui', UI);
    expect(refusal(() => made.addWorkload('app-ui', UI))).toBe(
      'TM1907 at metal-prod/tenant-a/app-ui: the tenant already has a workload of this name (got "app-ui"). Give the workload a name of its own, or add its containers to the first one.',
    );
  });

  it('a kind of access that nobody knows, rather than let anybody in', () => {
    const { tenant } = platform();
    const access: unknown = { kind: 'signin' };
    expect(refusal(() => tenant('tenant-a', { access: access as TenantProps['access'] }))).toBe(
      'TM1908 at metal-prod/tenant-a: access.kind: nobody knows this way of letting requests in (got {"kind":"signin"}). Write "sign-in", "jwt" or "public".',
    );
  });

  it('no host', () => {
    const { tenant } = platform();
    expect(refusal(() => tenant('tenant-a', { hosts: [] }))).toBe(
      'TM1902 at metal-prod/tenant-a: hosts: the tenant owns no host, so nothing outside could reach it (got []). Name its hosts, such as ["tenant-a.example.com"].',
    );
  });

  it('a host of another tenant', () => {
    const { tenant } = platform();
    tenant('tenant-a');
    expect(refusal(() => tenant('tenant-b', { hosts: ['tenant-a.example.com'] }))).toMatch(
      /^TM1401 .*namespace "tenant-a" already owns this host at gateway "istio-ingress\/shared", and "tenant-b" claims it too \(got "tenant-a.example.com"\)/,
    );
  });

  it('a wildcard host', () => {
    const { tenant } = platform();
    expect(refusal(() => tenant('tenant-a', { hosts: ['*.example.com'] }))).toMatch(/^TM1004 .*got "\*\.example\.com"/);
  });

  it('a workload for a host that it does not own', () => {
    const { tenant } = platform();
    const made = tenant('tenant-a');
    expect(refusal(() => made.addWorkload('app-ui', { ...UI, hosts: ['other.example.com'] }))).toBe(
      'TM1903 at metal-prod/tenant-a/app-ui: hosts: the tenant owns tenant-a.example.com and not this host (got "other.example.com"). Add the host to `hosts` of the tenant, or use one of them.',
    );
  });

  it('a workload beside a source of its own', () => {
    const { tenant } = platform();
    const made = tenant('tenant-a', {
      workloads: { kind: 'oci', url: 'oci://ghcr.io/example/a', ref: STABLE },
      quota: NONE,
    });
    expect(refusal(() => made.addWorkload('app-ui', UI))).toMatch(/^TM1904 at metal-prod\/tenant-a: workloads: /);
  });

  it('an artifact that is none', () => {
    const { tenant } = platform();
    const workloads = { kind: 'oci', url: 'https://ghcr.io/example/a', ref: STABLE } as const;
    expect(refusal(() => tenant('tenant-a', { workloads, quota: NONE }))).toMatch(
      /^TM1011 .*not the URL of an OCI artifact/,
    );
  });

  it('a name that leaves no room', () => {
    const { tenant } = platform();
    expect(refusal(() => tenant('a'.repeat(41)))).toMatch(/^TM1012 .*Shorten it by 1\./);
  });

  it('exposure of the other target', () => {
    const { tenant } = platform();
    const gateway = { kind: 'dedicated', exposure: { kind: 'nlb-controller' } } as const;
    expect(refusal(() => tenant('tenant-a', { gateway }))).toMatch(
      /^TM2008 .*nothing on bare metal makes a Network Load/,
    );
  });

  it('a pool on EKS', () => {
    const app = new MeshApp();
    const cluster = new Cluster(app, 'eks-prod', {
      target: Target.eks({ region: 'eu-central-1', addresses: ADDRESSES }),
      repository: { url: 'https://git.example.com/platform/fleet.git', branch: 'main' },
    });
    const made = new Platform(cluster, 'platform', {
      root: { kind: 'imported' },
      gatewayIssuer: { kind: 'ca-secret' },
    });
    const gateway = { kind: 'dedicated', exposure: { kind: 'metallb-pool', addresses: ['192.0.2.0/28'] } } as const;
    expect(
      refusal(() => new Tenant(cluster, 'a', { platform: made, hosts: ['a.example.com'], access: TOKEN, gateway })),
    ).toMatch(/^TM2008 .*MetalLB does not work on AWS/);
  });
});
