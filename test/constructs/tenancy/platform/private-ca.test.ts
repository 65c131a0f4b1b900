import type { Chart } from 'cdk8s';
import { Platform, type PlatformProps } from '../../../../constructs/tenancy/platform/index.js';
import { TenantCA } from '../../../../constructs/tenancy/tenant-ca/index.js';
import { unitPathOf } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { clusterChart, objects, refusal, valuesOf } from '../controllers/support.js';
import { ADDRESSES } from '../support.js';

const METAL = Target.bareMetal({ addresses: ADDRESSES });
const EKS = Target.eks({ region: 'eu-central-1', clusterName: 'eks-prod', addresses: ADDRESSES });
const PCA = {
  kind: 'aws-pca',
  arn: 'arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/0f1e2d3c',
  region: 'eu-central-1',
  mode: 'general-purpose',
  pathLength: 1,
} as const;

function make(target: Target, root: PlatformProps['root']): Chart {
  const chart = clusterChart(target, 'prod');
  new Platform(chart, 'platform', {
    root,
    gatewayIssuer: { kind: 'ca-secret' },
    sharedGateway: { exposure: { kind: 'nlb-controller' } },
  });
  return chart;
}

const approved = (chart: Chart): unknown => valuesOf(chart, 'cert-manager')['approveSignerNames'];

/** The release of aws-privateca-issuer: its unit, and releases that it waits for. */
function issuer(chart: Chart): { readonly unit: string | undefined; readonly dependsOn: unknown } | undefined {
  const release = objects(chart).find(
    ({ kind, metadata }) => kind === 'HelmRelease' && metadata.name === 'aws-privateca-issuer',
  );
  if (release === undefined) return undefined;
  const [construct] = chart.node.findAll().filter(({ node }) => node.id === 'AwsPrivateCaIssuer');
  const { dependsOn } = release['spec'] as { readonly dependsOn: unknown };
  return { unit: construct === undefined ? undefined : unitPathOf(construct), dependsOn };
}

describe('CAs that AWS Private CA signs', () => {
  it('are approved and signed where the root of the mesh is one', () => {
    const chart = make(EKS, PCA);
    expect(approved(chart)).toEqual([
      'awspcaissuers.awspca.cert-manager.io/istio-system.mesh-root',
      'clusterissuers.cert-manager.io/gateway',
      'issuers.cert-manager.io/cert-manager.trust-manager',
    ]);
    expect(issuer(chart)).toEqual({ unit: 'infrastructure/cert-manager', dependsOn: [{ name: 'cert-manager' }] });
  });

  it('are approved and signed for the tenants that have one, whoever comes first', () => {
    const chart = make(EKS, { kind: 'imported' });
    expect(issuer(chart)).toBeUndefined();
    for (const tenant of ['tenant-b', 'tenant-a']) {
      new TenantCA(chart, tenant, { tenant, isolation: 'soft', source: PCA });
    }
    expect(approved(chart)).toEqual(
      expect.arrayContaining([
        'awspcaissuers.awspca.cert-manager.io/istio-system.tenant-a-upstream',
        'awspcaissuers.awspca.cert-manager.io/istio-system.tenant-b-upstream',
        'issuers.cert-manager.io/istio-system.mesh-root',
      ]),
    );
    expect(issuer(chart)).toBeDefined();
  });

  it('are approved below a control plane of the tenant, whatever its root', () => {
    const chart = make(EKS, { kind: 'imported' });
    new TenantCA(chart, 'tenant-a', {
      tenant: 'tenant-a',
      isolation: 'hard',
      source: { kind: 'self-signed', development: true },
      controlPlaneNamespace: 'istio-tenant-a',
      gateway: 'dedicated',
    });
    expect(approved(chart)).toEqual(
      expect.arrayContaining([
        'issuers.cert-manager.io/istio-tenant-a.tenant-a-root',
        'issuers.cert-manager.io/istio-tenant-a.tenant-a-root-self-signed',
      ]),
    );
    expect(issuer(chart)).toBeUndefined();
  });

  it('are not the root on bare metal, where the issuer has no identity at AWS', () => {
    expect(refusal(() => make(METAL, PCA))).toContain('aws-privateca-issuer is for EKS');
  });
});
