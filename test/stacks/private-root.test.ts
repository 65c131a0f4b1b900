import { MeshApp } from 'tenant-mesh';
import { formatFinding, type ManifestSet } from 'tenant-mesh/manifest';
import { addEksProd } from '../../stacks/eks-prod.js';

jest.setTimeout(60_000);

/** What the checks find in the platform, but for what is only to be known. */
function checked(root: 'imported' | 'aws-pca'): { readonly set: ManifestSet; readonly findings: readonly string[] } {
  const app = new MeshApp();
  addEksProd(app, { root });
  const [set] = app.manifests();
  if (set === undefined) throw new Error('The program has no cluster.');
  const findings = app.checks.flatMap((check) => check(set)).filter(({ level }) => level !== 'info');
  return { set, findings: findings.map(formatFinding) };
}

describe('the platform on EKS with a root that AWS keeps', () => {
  const { set, findings } = checked('aws-pca');

  it('passes every check as with a root that is imported', () => {
    expect(findings).toEqual(checked('imported').findings);
    expect(findings.filter((text) => text.includes('error'))).toEqual([]);
  });

  it('has each intermediate signed by the private CA, and nothing else by it', () => {
    const signed = set
      .byKind('cert-manager.io', 'Certificate')
      .filter(({ object }) => JSON.stringify(object).includes('AWSPCAIssuer'));
    expect(signed.map(({ id }) => `${id.namespace}/${id.name}`).sort()).toEqual([
      'istio-system/platform',
      'istio-system/tenant-a',
      'istio-system/tenant-b',
    ]);
  });

  it('asks nobody for the root', () => {
    expect(set.secretNeeds.map(({ name }) => name)).not.toContain('mesh-root-ca');
  });
});
