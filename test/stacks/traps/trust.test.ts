import { at, clusters, objects, strings, text } from '../reference.js';

const ISSUER = 'Issuer.cert-manager.io';
const CERTIFICATE = 'Certificate.cert-manager.io';
const SIGNERS = ['platform', 'tenant-a', 'tenant-b'];
const FULL = SIGNERS.map((name) => `issuers.cert-manager.io/istio-system.${name}`);

describe.each(clusters())('trust and signers on %s', (_name, cluster) => {
  const signerValues = (): string =>
    text(at(cluster.one('ConfigMap', 'flux-system', 'istiod-signers'), 'data', 'values.yaml')) ?? '';

  it('trap 1: one root stands above an intermediate and a signer for each tenant and the platform', () => {
    for (const name of SIGNERS) {
      expect(at(cluster.one(CERTIFICATE, 'istio-system', name), 'spec')).toMatchObject({
        isCA: true,
        issuerRef: { kind: 'Issuer', name: 'mesh-root' },
        secretName: `${name}-ca`,
      });
      expect(at(cluster.one(ISSUER, 'istio-system', name), 'spec')).toEqual({ ca: { secretName: `${name}-ca` } });
    }
    expect(at(cluster.one(ISSUER, 'istio-system', 'mesh-root'), 'spec', 'ca', 'secretName')).toBe('mesh-root-ca');
    expect(cluster.all(CERTIFICATE).filter(({ object }) => at(object, 'spec', 'isCA') === true)).toHaveLength(3);
    expect(cluster.set.secretNeeds.map(({ namespace, name }) => `${namespace}/${name}`)).toContain(
      'istio-system/mesh-root-ca',
    );
  });

  it('trap 1: mesh configuration has one root with every signer, and never several roots', () => {
    expect(signerValues().match(/certSigners/g)).toHaveLength(1);
    for (const signer of FULL) expect(signerValues()).toContain(`"${signer}"`);
    expect(JSON.stringify(cluster.values('istiod'))).not.toContain('ISTIO_MULTIROOT_MESH');
    expect(at(cluster.values('istiod'), 'meshConfig', 'caCertificates')).toBeUndefined();
  });

  it('trap 2: mesh signers are namespaced Issuers that istiod alone may refer to', () => {
    expect(at(cluster.values('istiod'), 'env', 'CERT_SIGNER_DOMAIN')).toBe('issuers.cert-manager.io');
    expect(strings(at(cluster.values('istiod'), 'global', 'certSigners'))).toEqual(FULL);
    expect(cluster.all('ClusterIssuer.cert-manager.io').map(({ id }) => id.name)).toEqual(['gateway']);
    for (const name of SIGNERS) {
      const role = cluster.one('Role.rbac.authorization.k8s.io', 'istio-system', `signer-${name}`);
      expect(objects(at(role, 'rules'))).toEqual([
        { apiGroups: ['cert-manager.io'], resourceNames: [name], resources: ['signers'], verbs: ['reference'] },
      ]);
      const binding = cluster.one('RoleBinding.rbac.authorization.k8s.io', 'istio-system', `signer-${name}`);
      expect(objects(at(binding, 'subjects'))).toEqual([
        { kind: 'ServiceAccount', name: 'istiod', namespace: 'istio-system' },
      ]);
    }
  });

  it('trap 2: cert-manager approves by name, never by wildcard', () => {
    const approved = strings(at(cluster.values('cert-manager'), 'approveSignerNames'));
    expect(approved.length).toBeGreaterThan(0);
    expect(approved.filter((name) => name.includes('*'))).toEqual([]);
  });

  it('trap 2: people have Roles of their own, never the built-in ones that charts add rights to', () => {
    const bindings = [
      ...cluster.all('RoleBinding.rbac.authorization.k8s.io'),
      ...cluster.all('ClusterRoleBinding.rbac.authorization.k8s.io'),
    ];
    const built = bindings.filter(({ object }) =>
      ['admin', 'edit', 'view', 'cluster-admin'].includes(text(at(object, 'roleRef', 'name')) ?? ''),
    );
    expect(built).toEqual([]);
  });

  it('trap 3: the CA comes before istiod, and istiod before what it injects', () => {
    const order = ['cert-manager', 'trust', 'istiod', 'cni', 'controllers', 'gateways', 'configs'].map(
      (step) => `infrastructure/${step}`,
    );
    order.forEach((unit, index) => {
      for (const earlier of order.slice(0, index)) expect(cluster.before(unit)).toContain(earlier);
    });
    for (const tenant of cluster.tenants()) {
      expect(cluster.before(`tenants/${tenant}`)).toContain('infrastructure/configs');
    }
    for (const name of SIGNERS) expect(cluster.unitOf(ISSUER, 'istio-system', name)).toBe('infrastructure/trust');
  });

  it('trap 3: istiod takes the public part of the root by reference, and no Secret of a tenant', () => {
    const release = cluster.one('HelmRelease.helm.toolkit.fluxcd.io', 'flux-system', 'istiod');
    expect(objects(at(release, 'spec', 'valuesFrom'))).toEqual([
      { kind: 'ConfigMap', name: 'istiod-signers' },
      {
        kind: 'ConfigMap',
        literal: true,
        name: 'mesh-root',
        targetPath: 'meshConfig.caCertificates[0].pem',
        valuesKey: 'root-cert.pem',
      },
    ]);
    const bundle = cluster.one('Bundle.trust.cert-manager.io', '', 'mesh-root');
    expect(at(bundle, 'spec', 'target')).toMatchObject({
      configMap: { key: 'root-cert.pem', metadata: { labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } } },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'flux-system' } },
    });
    expect(JSON.stringify(cluster.set.all({ layer: 'written' }).map(({ object }) => object))).not.toMatch(
      /-----BEGIN [A-Z ]*(CERTIFICATE|KEY)/,
    );
  });

  it("trap 4: a tenant's proxies ask for the tenant's signer, by an object of its guard rails", () => {
    for (const tenant of cluster.tenants()) {
      const proxy = cluster.entry('ProxyConfig.networking.istio.io', tenant, 'default');
      expect(at(proxy.object, 'spec', 'environmentVariables')).toEqual({
        ISTIO_META_CERT_SIGNER: `istio-system.${tenant}`,
      });
      expect(proxy.unit).toBe(`tenants/${tenant}`);
      expect(cluster.entry('Namespace', '', tenant).object.metadata.annotations?.['tenant-mesh.io/signer']).toBe(
        `istio-system.${tenant}`,
      );
    }
    expect(
      text(at(cluster.values('istiod'), 'meshConfig', 'defaultConfig', 'proxyMetadata', 'ISTIO_META_CERT_SIGNER')),
    ).toBe('istio-system.platform');
  });
});
