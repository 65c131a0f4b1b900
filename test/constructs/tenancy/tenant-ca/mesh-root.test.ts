import { Chart, Testing } from 'cdk8s';
import { MeshRoot, type MeshRootProps } from '../../../../constructs/tenancy/tenant-ca/index.js';
import { secretNeeds } from '../../../../lib/model/index.js';
import { find, refusal, schemaFaults } from '../support.js';

function built(source: MeshRootProps['source'] = { kind: 'imported' }) {
  const chart = new Chart(Testing.app(), 'test');
  return { chart, root: new MeshRoot(chart, 'root', { source }) };
}

describe('MeshRoot', () => {
  it.each<MeshRootProps['source']>([{ kind: 'imported' }, { kind: 'self-signed', development: true }])(
    'from %j makes objects that the API server accepts',
    (source) => {
      expect(schemaFaults(built(source).chart)).toEqual([]);
    },
  );

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
