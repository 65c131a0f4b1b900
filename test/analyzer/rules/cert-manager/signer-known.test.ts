import { signerKnown } from '../../../../lib/analyzer/rules/cert-manager/signer-known.js';
import { doc, findings, istiod, tenantNamespace } from '../../rule-tester.js';

const proxy = (signer: string) =>
  doc('ProxyConfig networking.istio.io/v1beta1', 'a/default', {
    spec: { environmentVariables: { ISTIO_META_CERT_SIGNER: signer } },
  });
const issuer = (place: string, spec: object = { ca: { secretName: 'ca' } }) =>
  doc('Issuer cert-manager.io/v1', place, { spec });
const wide = doc('ClusterIssuer cert-manager.io/v1', 'a', { spec: { ca: { secretName: 'ca' } } });
const plane = (domain: string, ...certSigners: string[]) =>
  istiod({ env: { CERT_SIGNER_DOMAIN: domain }, global: { certSigners } });
const NAMESPACED = 'issuers.cert-manager.io';

describe('signer-known', () => {
  it('names the signer that has no issuer', () => {
    expect(findings(signerKnown, proxy('istio-system.a') + issuer('istio-system/b'))).toEqual([
      'TM4202 at test.yaml:2 (ProxyConfig a/default): spec.environmentVariables.ISTIO_META_CERT_SIGNER: no Issuer stands behind signer "istio-system.a". Write the Issuer, and list the signer in `global.certSigners` of istiod.',
    ]);
  });

  it('names the signer that istiod may not ask', () => {
    const set = proxy('istio-system.a') + issuer('istio-system/a') + plane(NAMESPACED, `${NAMESPACED}/istio-system.b`);
    expect(findings(signerKnown, set)).toEqual([
      'TM4202 at test.yaml:2 (ProxyConfig a/default): spec.environmentVariables.ISTIO_META_CERT_SIGNER: `global.certSigners` of istiod does not list "issuers.cert-manager.io/istio-system.a". Write the Issuer, and list the signer in `global.certSigners` of istiod.',
    ]);
  });

  it('reads the domain: namespaced, cluster-wide, or of somebody else', () => {
    const listed = (domain: string, signer: string) => proxy(signer) + plane(domain, `${domain}/${signer}`);
    expect(findings(signerKnown, listed(NAMESPACED, 'istio-system.a') + issuer('istio-system/a'))).toEqual([]);
    expect(findings(signerKnown, listed(NAMESPACED, 'a') + wide)).toHaveLength(1);
    expect(findings(signerKnown, listed('clusterissuers.cert-manager.io', 'a') + wide)).toEqual([]);
    expect(findings(signerKnown, listed('example.com', 'a'))).toEqual([]);
  });

  it('wants an issuer that can sign requests', () => {
    expect(findings(signerKnown, proxy('istio-system.a') + issuer('istio-system/a', { selfSigned: {} }))).toHaveLength(
      1,
    );
  });

  it('reads the default of the mesh and annotations of namespaces', () => {
    const mesh = istiod({
      meshConfig: { defaultConfig: { proxyMetadata: { ISTIO_META_CERT_SIGNER: 'istio-system.p' } } },
    });
    expect(findings(signerKnown, mesh)).toHaveLength(1);
    expect(findings(signerKnown, mesh + issuer('istio-system/p'))).toEqual([]);
    const annotated = tenantNamespace('a', { annotations: { 'tenant-mesh.io/signer': 'istio-system.a' } });
    expect(findings(signerKnown, annotated)).toHaveLength(1);
  });
});
