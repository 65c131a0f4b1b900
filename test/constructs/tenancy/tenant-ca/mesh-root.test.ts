import { Chart, Testing } from 'cdk8s';
import { MeshRoot, type MeshRootProps } from '../../../../constructs/tenancy/tenant-ca/index.js';
import { secretNeeds } from '../../../../lib/model/index.js';
import { find, refusal, schemaFaults } from '../support.js';

const PCA = {
  kind: 'aws-pca',
  arn: 'arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/0f1e2d3c',
  region: 'eu-central-1',
  mode: 'general-purpose',
  pathLength: 1,
} as const;

function built(source: MeshRootProps['source'] = { kind: 'imported' }) {
  const chart = new Chart(Testing.app(), 'test');
  return { chart, root: new MeshRoot(chart, 'root', { source }) };
}

describe('MeshRoot', () => {
  it.each<MeshRootProps['source']>([{ kind: 'imported' }, { kind: 'self-signed', development: true }, PCA])(
    'from %j makes objects that the API server accepts',
    (source) => {
      expect(schemaFaults(built(source).chart)).toEqual([]);
    },
  );

  it('leaves the key of the root with AWS Private CA, and asks nobody for a Secret', () => {
    const { chart, root } = built(PCA);
    expect(root.issuerRef).toEqual({ name: 'mesh-root', kind: 'AWSPCAIssuer' });
    expect(find(chart, 'AWSPCAIssuer', 'mesh-root')).toMatchObject({
      metadata: { namespace: 'istio-system' },
      spec: { arn: PCA.arn, pcaTemplate: { defaultTemplateName: 'SubordinateCACertificate_PathLen0/V1' } },
    });
    expect(find(chart, 'Certificate', 'platform')['spec']).toMatchObject({
      issuerRef: { name: 'mesh-root', kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io' },
    });
    expect(secretNeeds(root)).toEqual([]);
  });

  it('publishes the root above a private CA from what that CA gives with each certificate', () => {
    const { chart } = built(PCA);
    expect(find(chart, 'Bundle', 'mesh-root')['spec']).toMatchObject({
      sources: [{ secret: { name: 'platform-ca', key: 'ca.crt' } }],
    });
  });

  it('refuses an intermediate that outlives the private CA, and a private CA with no room below it', () => {
    expect(refusal(() => built({ ...PCA, lifetime: '4380h' }))).toContain(
      'a certificate issued late in the life of the private CA outlives it',
    );
    expect(refusal(() => built({ ...PCA, pathLength: 0 }))).toBe(
      'TM1505 at test/root: source.pathLength: a private CA of this path length may have no CA below it (got 0). Use a private CA with a path length of 1 or more.',
    );
  });

  it('signs with an imported root and says that somebody must supply it', () => {
    const { chart, root } = built();
    expect(find(chart, 'Issuer', 'mesh-root')).toMatchObject({
      metadata: { namespace: 'istio-system' },
      spec: { ca: { secretName: 'mesh-root-ca' } },
    });
    expect(secretNeeds(root)).toEqual([
      {
        namespace: 'istio-system',
        name: 'mesh-root-ca',
        keys: ['tls.crt', 'tls.key', 'ca.crt'],
        purpose: 'root CA of the mesh',
      },
    ]);
  });

  it('makes the signer of the platform below the root', () => {
    const { chart, root } = built();
    expect(root.signer).toBe('istio-system.platform');
    expect(find(chart, 'Certificate', 'platform')['spec']).toMatchObject({
      isCA: true,
      issuerRef: { name: 'mesh-root' },
    });
  });

  it('publishes the public part alone, and only where istiod reads it', () => {
    const { chart } = built();
    expect(find(chart, 'Bundle', 'mesh-root')['spec']).toEqual({
      sources: [{ secret: { name: 'mesh-root-ca', key: 'ca.crt' } }],
      target: {
        configMap: { key: 'root-cert.pem', metadata: { labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } } },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'flux-system' } },
      },
    });
  });

  it('makes a root for development that never renews itself', () => {
    const { chart, root } = built({ kind: 'self-signed', development: true });
    expect(find(chart, 'Certificate', 'mesh-root')['spec']).toMatchObject({
      isCA: true,
      duration: '87600h',
      renewal: { policy: 'Disabled' },
      privateKey: { rotationPolicy: 'Never' },
      issuerRef: { name: 'mesh-root-self-signed' },
    });
    expect(secretNeeds(root)).toEqual([]);
  });

  it('is refused twice in a cluster', () => {
    const { chart } = built();
    expect(refusal(() => new MeshRoot(chart, 'again', { source: { kind: 'imported' } }))).toBe(
      'TM1509 at test/again: a mesh has one root, and "test/root" already is it; proxies below different roots cannot speak to each other. Use the first one.',
    );
  });

  it('is refused self-signed without the word development', () => {
    const source = { kind: 'self-signed', development: false } as unknown as MeshRootProps['source'];
    expect(refusal(() => built(source))).toBe(
      'TM1506 at test/root: source.development: a self-signed root lives and dies with the cluster, so it is for development (got false). Write `development: true`, or supply a root with `{ kind: "imported" }`.',
    );
  });
});
