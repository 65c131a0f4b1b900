import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  MeshRoot,
  TenantCA,
  type MeshRootProps,
  type TenantCAProps,
} from '../../../../constructs/tenancy/tenant-ca/index.js';
import { contributions, receiveContributions, secretNeeds, unitPathOf } from '../../../../lib/model/index.js';
import { find, objectsOf, refusal, schemaFaults } from '../support.js';

function built(source: MeshRootProps['source'] = { kind: 'imported' }) {
  const chart = new Chart(Testing.app(), 'test');
  receiveContributions(new Construct(chart, 'platform'));
  const root = new MeshRoot(chart, 'root', { source });
  const soft = (tenant: string, props: Partial<Extract<TenantCAProps, { isolation: 'soft' }>> = {}): TenantCA =>
    new TenantCA(chart, `ca-${tenant}`, {
      tenant,
      isolation: 'soft',
      source: { kind: 'intermediate-of-root', root },
      ...props,
    });
  const hard = (source: Extract<TenantCAProps, { isolation: 'hard' }>['source'], props: object = {}): TenantCA =>
    new TenantCA(chart, 'hard', {
      tenant: 'tenant-b',
      isolation: 'hard',
      controlPlaneNamespace: 'istio-tenant-b',
      gateway: 'dedicated',
      source,
      ...props,
    });
  return { chart, root, soft, hard };
}

const PCA = {
  kind: 'aws-pca',
  arn: 'arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/x',
  region: 'eu-central-1',
} as const;
const VAULT = {
  kind: 'vault',
  server: 'https://vault.example.com',
  role: 'mesh',
  serviceAccountName: 'vault',
  path: 'pki/root/sign-intermediate',
} as const;

describe('TenantCA, soft', () => {
  it('stands below the mesh root, with all that its signer needs', () => {
    const { chart, soft } = built();
    expect(soft('tenant-a')).toMatchObject({ signer: 'istio-system.tenant-a', isolation: 'soft' });
    const own = objectsOf(chart).filter(({ metadata }) =>
      ['tenant-a', 'signer-tenant-a'].includes(metadata.name ?? ''),
    );
    expect(own).toMatchSnapshot();
    expect(own.every(({ metadata }) => metadata.namespace === 'istio-system')).toBe(true);
  });

  it('lets istiod name its Issuer, and no other', () => {
    const { chart, soft } = built();
    soft('tenant-a');
    expect(find(chart, 'Role', 'signer-tenant-a')['rules']).toEqual([
      { apiGroups: ['cert-manager.io'], resources: ['signers'], resourceNames: ['tenant-a'], verbs: ['reference'] },
    ]);
    expect(find(chart, 'RoleBinding', 'signer-tenant-a')['subjects']).toEqual([
      { kind: 'ServiceAccount', namespace: 'istio-system', name: 'istiod' },
    ]);
  });

  it('limits no usage of what stands below it', () => {
    const { chart, soft } = built();
    soft('tenant-a');
    expect(find(chart, 'Certificate', 'tenant-a')['spec']).toHaveProperty('usages', [
      'digital signature',
      'cert sign',
      'crl sign',
    ]);
  });

  it('contributes its signer and joins the unit of trust', () => {
    const { chart, soft } = built();
    const ca = soft('tenant-a');
    expect(contributions(chart, 'cert-signer')).toEqual([
      { kind: 'cert-signer', tenant: 'tenant-a', signer: 'tenant-a' },
    ]);
    expect(unitPathOf(ca)).toBe('infrastructure/trust');
  });

  it('takes an intermediate that somebody supplies', () => {
    const { chart, soft } = built();
    const ca = soft('tenant-a', { source: { kind: 'imported' } });
    expect(
      objectsOf(chart).filter(({ kind, metadata }) => kind === 'Certificate' && metadata.name === 'tenant-a'),
    ).toEqual([]);
    expect(ca.node.findAll().flatMap((construct) => secretNeeds(construct))).toEqual([
      expect.objectContaining({
        namespace: 'istio-system',
        name: 'tenant-a-ca',
        keys: ['tls.crt', 'tls.key', 'ca.crt'],
      }),
    ]);
  });

  it('is signed by AWS Private CA or by Vault', () => {
    const { chart, soft } = built();
    soft('tenant-a', { source: { ...PCA, mode: 'general-purpose', pathLength: 1 } });
    soft('tenant-b', { source: VAULT });
    expect(find(chart, 'AWSPCAIssuer', 'tenant-a-upstream')['spec']).toMatchObject({
      arn: PCA.arn,
      region: 'eu-central-1',
    });
    expect(find(chart, 'Certificate', 'tenant-a')['spec']).toMatchObject({
      issuerRef: { kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io', name: 'tenant-a-upstream' },
    });
    expect(find(chart, 'Issuer', 'tenant-b-upstream')['spec']).toMatchObject({
      vault: { path: 'pki/root/sign-intermediate', auth: { kubernetes: { serviceAccountRef: { name: 'vault' } } } },
    });
  });

  it('makes objects that the API server accepts, whatever its source', () => {
    const { chart, soft, hard } = built();
    soft('tenant-a');
    soft('tenant-c', { source: { ...PCA, mode: 'general-purpose', pathLength: 1 } });
    soft('tenant-d', { source: VAULT });
    hard({ kind: 'self-signed', development: true });
    expect(schemaFaults(chart)).toEqual([]);
  });

  describe('refuses', () => {
    it('one signer for two constructs', () => {
      const { chart, soft, root } = built();
      soft('tenant-a');
      new TenantCA(new Construct(chart, 'elsewhere'), 'ca', {
        tenant: 'tenant-a',
        isolation: 'soft',
        source: { kind: 'intermediate-of-root', root },
      });
      expect(() => objectsOf(chart)).toThrow(
        'TM1504 at test/ca-tenant-a: tenant: 2 constructs use the signer "tenant-a", so one tenant\'s certificates could not be told from another\'s (got "tenant-a"). Make one TenantCA a tenant, and pass that one on.',
      );
    });

    it('the name of the platform signer', () => {
      expect(refusal(() => built().soft('platform'))).toBe(
        'TM1504 at test/ca-platform: tenant: the mesh root already makes an Issuer of this name (got "platform"). Write another name than "platform" and "mesh-root".',
      );
    });

    it('a root of its own', () => {
      const source = { kind: 'self-signed', development: true } as never;
      expect(refusal(() => built().soft('tenant-a', { source }))).toBe(
        'TM1501 at test/ca-tenant-a: source: with soft isolation every tenant stands below the one mesh root; behind a root of its own nobody could reach it (got "self-signed"). Write `{ kind: "intermediate-of-root", root }`, or use `isolation: "hard"` with a control plane of its own.',
      );
    });

    it('a workload certificate that outlives it', () => {
      expect(refusal(() => built().soft('tenant-a', { duration: '48h', renewBefore: '12h' }))).toBe(
        'TM1502 at test/ca-tenant-a: workloadDuration: a certificate issued late in the life of the intermediate outlives it, for then the intermediate has 12h left (got "24h"). Write at most "12h", or let the intermediate be renewed earlier or live longer.',
      );
    });

    it('an intermediate that outlives its root', () => {
      expect(refusal(() => built({ kind: 'imported', lifetime: '4380h' }))).toBe(
        'TM1502 at test/root/Platform: duration: a certificate issued late in the life of the mesh root outlives it, for then the mesh root has 4380h left (got "8760h"). Write at most "4380h", or let the mesh root be renewed earlier or live longer.',
      );
    });

    it.each([
      [
        '90d',
        '720h',
        'TM1007 at test/ca-tenant-a: duration: not a duration; units are h, m, s and ms (got "90d"). Write "2160h".',
      ],
      [
        '30m',
        '10m',
        'TM1503 at test/ca-tenant-a: duration: cert-manager issues nothing that lives less than an hour (got "30m"). Write "1h" or more, such as "2160h".',
      ],
      [
        '48h',
        '48h',
        'TM1503 at test/ca-tenant-a: renewBefore: renewal must begin at least 5m before the end and after the start of the 48h the certificate lives (got "48h"). Write about a third of `duration`.',
      ],
      [
        '48h',
        '1m',
        'TM1503 at test/ca-tenant-a: renewBefore: renewal must begin at least 5m before the end and after the start of the 48h the certificate lives (got "1m"). Write about a third of `duration`.',
      ],
    ])('a life of %s, renewed %s before its end', (duration, renewBefore, message) => {
      expect(refusal(() => built().soft('tenant-a', { duration, renewBefore }))).toBe(message);
    });

    it('a private CA with no CA below it, or in short-lived mode', () => {
      const { soft } = built();
      expect(refusal(() => soft('tenant-a', { source: { ...PCA, mode: 'general-purpose', pathLength: 0 } }))).toBe(
        'TM1505 at test/ca-tenant-a/Signer: source.pathLength: a private CA of this path length may have no CA below it (got 0). Use a private CA with a path length of 1 or more.',
      );
      expect(refusal(() => soft('tenant-c', { source: { ...PCA, mode: 'short-lived', pathLength: 1 } as never }))).toBe(
        'TM1505 at test/ca-tenant-c/Signer: source.mode: a private CA in short-lived mode signs for seven days at most and no CA at all (got "short-lived"). Write "general-purpose", or use kind "aws-pca-leaf" with hard isolation.',
      );
    });

    it.each(['pki/sign/mesh', '/pki/root/sign-intermediate', 'pki/../root/sign-intermediate'])(
      'path %s of Vault',
      (path) => {
        expect(refusal(() => built().soft('tenant-a', { source: { ...VAULT, path } }))).toBe(
          `TM1508 at test/ca-tenant-a/Signer: source.path: this path of Vault signs leaves, not a CA (got "${path}"). Write a path such as "pki/root/sign-intermediate".`,
        );
      },
    );
  });
});

describe('TenantCA, hard', () => {
  it('makes a root and the signing certificate of a control plane of its own', () => {
    const { chart, hard } = built();
    const ca = hard({ kind: 'self-signed', development: true });
    const own = objectsOf(chart).filter(({ metadata }) => metadata.namespace === 'istio-tenant-b');
    expect(own.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'Issuer tenant-b-root-self-signed',
      'Certificate tenant-b-root',
      'Issuer tenant-b-root',
      'Certificate cacerts',
    ]);
    expect(own.at(-1)).toHaveProperty('spec.secretName', 'cacerts');
    expect(ca).toMatchObject({ isolation: 'hard', issuerRef: { name: 'tenant-b-root', kind: 'Issuer' } });
    expect(contributions(chart, 'cert-signer')).toEqual([]);
  });

  it('takes a root that somebody supplies', () => {
    const { chart, hard } = built();
    const ca = hard({ kind: 'imported', lifetime: '43800h' });
    expect(ca.node.findAll().flatMap((construct) => secretNeeds(construct))).toEqual([
      expect.objectContaining({ namespace: 'istio-tenant-b', name: 'tenant-b-root-ca' }),
    ]);
    expect(find(chart, 'Certificate', 'cacerts')['spec']).toHaveProperty('issuerRef.name', 'tenant-b-root');
  });

  it('lets a short-lived private CA sign workloads itself', () => {
    const { chart, hard } = built();
    const ca = hard({ ...PCA, kind: 'aws-pca-leaf', mode: 'short-lived' });
    expect(ca.issuerRef).toEqual({ name: 'tenant-b-workloads', kind: 'AWSPCAIssuer' });
    expect(objectsOf(chart).some(({ metadata }) => metadata.name === 'cacerts')).toBe(false);
  });

  it('is refused behind the shared gateway', () => {
    expect(refusal(() => built().hard({ kind: 'imported' }, { gateway: 'shared' }))).toBe(
      'TM1501 at test/hard: gateway: a tenant with a root of its own cannot be reached through the shared gateway, which trusts another root (got "shared"). Write `gateway: "dedicated"` and give the tenant a SecureGateway of its own, or use `isolation: "soft"`.',
    );
  });

  it('is refused in the namespace of the shared control plane', () => {
    expect(refusal(() => built().hard({ kind: 'imported' }, { controlPlaneNamespace: 'istio-system' }))).toBe(
      'TM1510 at test/hard/ControlPlane: controlPlaneNamespace: this namespace holds the control plane that tenants share (got "istio-system"). Write a namespace of its own, such as "istio-tenant-b".',
    );
  });

  it('is refused when cacerts outlives its root', () => {
    expect(refusal(() => built().hard({ kind: 'imported', lifetime: '4380h' }))).toBe(
      'TM1502 at test/hard/ControlPlane: duration: a certificate issued late in the life of the supplied root outlives it, for then the supplied root has 4380h left (got "8760h"). Write at most "4380h", or let the supplied root be renewed earlier or live longer.',
    );
  });
});
