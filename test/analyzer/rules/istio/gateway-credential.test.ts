import { findingsOf } from '../../../../lib/analyzer/index.js';
import { gatewayCredential } from '../../../../lib/analyzer/rules/istio/gateway-credential.js';
import { deployment, doc, findings, setOf } from '../../rule-tester.js';

const gateway = (tls: object = { mode: 'SIMPLE', credentialName: 'web-tls' }, selector: object = { istio: 'shared' }) =>
  doc('Gateway networking.istio.io/v1', 'a/web', {
    spec: { selector, servers: [{ hosts: ['a/a.example.com'], tls }] },
  });
const certificate = (namespace: string, spec: object = {}) =>
  doc('Certificate cert-manager.io/v1', `${namespace}/web`, { spec: { secretName: 'web-tls', ...spec } });
const pods = deployment('ingress/shared', { istio: 'shared' });

describe('gateway-credential', () => {
  it('looks in the namespace of the pods, not of the Gateway', () => {
    expect(findings(gatewayCredential, gateway() + certificate('a') + pods)).toEqual([
      'TM4103 at test.yaml:2 (Gateway a/web): spec.servers[0].tls: no Certificate makes Secret "web-tls" in namespace "ingress", where the pods of the gateway are. Write a Certificate with this `secretName` into the namespace of the pods of the gateway.',
    ]);
    expect(findings(gatewayCredential, gateway() + certificate('ingress') + pods)).toEqual([]);
  });

  it('without known pods only asks that the Secret is somewhere', () => {
    expect(findings(gatewayCredential, gateway() + certificate('b'))).toEqual([]);
    expect(findings(gatewayCredential, gateway())).toEqual([
      'TM4103 at test.yaml:2 (Gateway a/web): spec.servers[0].tls: no Certificate makes Secret "web-tls" in any namespace. Write a Certificate with this `secretName` into the namespace of the pods of the gateway.',
    ]);
  });

  it('refuses to serve with an authority', () => {
    expect(findings(gatewayCredential, gateway() + certificate('ingress', { isCA: true }) + pods)).toEqual([
      'TM4103 at test.yaml:2 (Gateway a/web): spec.servers[0].tls: Secret "web-tls" holds the key of a certificate authority, and the gateway would serve with it. Serve with a leaf certificate: write a Certificate without `isCA`.',
    ]);
  });

  it('takes a Secret, an external one, a Bundle, or a promise', () => {
    const others = [
      doc('Secret v1', 'ingress/web-tls'),
      doc('ExternalSecret external-secrets.io/v1', 'ingress/web', { spec: { target: { name: 'web-tls' } } }),
      doc('Bundle trust.cert-manager.io/v1alpha1', 'web-tls', { spec: { target: { secret: { key: 'ca.crt' } } } }),
    ];
    for (const other of others) expect(findings(gatewayCredential, gateway() + pods + other)).toEqual([]);
    const need = { namespace: 'ingress', name: 'web-tls', keys: [], purpose: 'the gateway', origin } as const;
    expect(findingsOf(gatewayCredential, setOf(gateway() + pods, { secretNeeds: [need] }))).toEqual([]);
  });

  it('takes no need for a promise that follows from the Gateway itself', () => {
    const need = { namespace: 'ingress', name: 'web-tls', keys: [], purpose: 'used', origin, derived: true } as const;
    expect(findingsOf(gatewayCredential, setOf(gateway() + pods, { secretNeeds: [need] }))).toHaveLength(1);
  });

  it('reads lists of credentials, and listeners of the Gateway API', () => {
    expect(findings(gatewayCredential, gateway({ credentialNames: ['x', 'y'] }) + pods)).toHaveLength(2);
    const tls = { certificateRefs: [{ name: 'web-tls' }] };
    const listener = doc('Gateway gateway.networking.k8s.io/v1', 'a/web', { spec: { listeners: [{ tls }] } });
    expect(findings(gatewayCredential, listener + certificate('b'))).toHaveLength(1);
    expect(findings(gatewayCredential, listener + certificate('a'))).toEqual([]);
  });

  it('is silent for a server without TLS', () => {
    expect(findings(gatewayCredential, gateway({ httpsRedirect: true }) + pods)).toEqual([]);
  });
});

const origin = { kind: 'construct', path: 'app/gateway' } as const;
