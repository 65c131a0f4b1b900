import { Cluster, MeshApp, Platform, Target, Tenant, type TenantProps } from 'tenant-mesh';
import { ADDRESSES, refusal } from '../support.js';
import { NONE, STABLE, TOKEN, UI, platform } from './support.js';

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
