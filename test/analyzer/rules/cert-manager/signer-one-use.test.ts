import { signerOneUse } from '../../../../lib/analyzer/rules/cert-manager/signer-one-use.js';
import { doc, findings, tenantNamespace } from '../../rule-tester.js';

const signed = (tenant: string, signer: string) =>
  tenantNamespace(tenant, { annotations: { 'tenant-mesh.io/signer': signer } });
const proxy = (namespace: string, signer: string) =>
  doc('ProxyConfig networking.istio.io/v1beta1', `${namespace}/default`, {
    spec: { environmentVariables: { ISTIO_META_CERT_SIGNER: signer } },
  });
const ofPlatform = (name: string, signer: string, tenant?: string) =>
  doc('Namespace v1', name, {
    labels: { 'tenant-mesh.io/role': 'gateway', ...(tenant === undefined ? {} : { 'tenant-mesh.io/tenant': tenant }) },
    annotations: { 'tenant-mesh.io/signer': signer },
  });

describe('signer-one-use', () => {
  it('names signer and both users', () => {
    expect(findings(signerOneUse, signed('a', 'istio-system.a') + signed('b', 'istio-system.a'))).toEqual([
      'TM4201 at test.yaml:4 (Namespace b): metadata.annotations["tenant-mesh.io/signer"]: signer "istio-system.a" of tenant "b" is that of tenant "a" too (test.yaml:2). Give each tenant a signer of its own.',
    ]);
  });

  it('holds ProxyConfigs against annotations', () => {
    expect(findings(signerOneUse, signed('a', 'x') + tenantNamespace('b') + proxy('b', 'x'))).toHaveLength(1);
    expect(findings(signerOneUse, signed('a', 'x') + proxy('a', 'x'))).toEqual([]);
  });

  it('keeps the signer of the platform from tenants, and lets gateways share it', () => {
    expect(findings(signerOneUse, ofPlatform('ingress', 'p') + signed('a', 'p'))).toEqual([
      'TM4201 at test.yaml:2 (Namespace ingress): metadata.annotations["tenant-mesh.io/signer"]: signer "p" of the platform is that of tenant "a" too (test.yaml:4). Give each tenant a signer of its own.',
    ]);
    expect(findings(signerOneUse, ofPlatform('ingress', 'p') + ofPlatform('a-gateway', 'p', 'a'))).toEqual([]);
  });

  it('is silent for one signer each, and where nobody says whose a namespace is', () => {
    expect(findings(signerOneUse, signed('a', 'x') + signed('b', 'y'))).toEqual([]);
    expect(findings(signerOneUse, proxy('a', 'x') + proxy('b', 'x'))).toEqual([]);
  });
});
