import { peerAuthenticationScope } from '../../../../lib/analyzer/rules/istio/peer-authentication-scope.js';
import { doc, findings, istiod } from '../../rule-tester.js';

const peer = (place: string, spec: object = {}) =>
  doc('PeerAuthentication security.istio.io/v1', place, { spec: { mtls: { mode: 'STRICT' }, ...spec } });
const web = { selector: { matchLabels: { app: 'web' } } };
const ports = { portLevelMtls: { '8080': { mode: 'DISABLE' } } };

describe('peer-authentication-scope', () => {
  it('refuses two of one scope', () => {
    expect(findings(peerAuthenticationScope, peer('a/x') + peer('a/y'))).toEqual([
      'TM4106 at test.yaml:4 (PeerAuthentication a/y): x (test.yaml:2) has the same scope, and the older of the two decides. Write one PeerAuthentication for each scope: the mesh, a namespace, or a workload by its labels.',
    ]);
    expect(findings(peerAuthenticationScope, peer('a/x', web) + peer('a/y', web))).toHaveLength(1);
  });

  it('takes an empty selector for none', () => {
    expect(
      findings(peerAuthenticationScope, peer('a/x') + peer('a/y', { selector: { matchLabels: {} } })),
    ).toHaveLength(1);
  });

  it('refuses a selector in the root namespace, wherever that is', () => {
    expect(findings(peerAuthenticationScope, peer('istio-system/x', web))).toEqual([
      'TM4106 at test.yaml:2 (PeerAuthentication istio-system/x): spec.selector: a selector in the root namespace "istio-system" makes Istio ignore the object. Write one PeerAuthentication for each scope: the mesh, a namespace, or a workload by its labels.',
    ]);
    const plane = istiod({ meshConfig: { rootNamespace: 'mesh' } });
    expect(findings(peerAuthenticationScope, plane + peer('istio-system/x', web))).toEqual([]);
    expect(findings(peerAuthenticationScope, plane + peer('mesh/x', web))).toHaveLength(1);
  });

  it('refuses modes of ports without a selector', () => {
    expect(findings(peerAuthenticationScope, peer('a/x', ports))).toEqual([
      'TM4106 at test.yaml:2 (PeerAuthentication a/x): spec.portLevelMtls: modes of ports count only beside a selector, and here they are ignored. Write one PeerAuthentication for each scope: the mesh, a namespace, or a workload by its labels.',
    ]);
    expect(findings(peerAuthenticationScope, peer('a/x', { ...web, ...ports }))).toEqual([]);
  });

  it('is silent for one of each scope', () => {
    const each = peer('istio-system/x') + peer('a/x') + peer('b/x') + peer('a/web', web);
    expect(findings(peerAuthenticationScope, each)).toEqual([]);
  });
});
