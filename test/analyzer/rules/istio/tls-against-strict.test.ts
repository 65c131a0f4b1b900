import { tlsAgainstStrict } from '../../../../lib/analyzer/rules/istio/tls-against-strict.js';
import { doc, findings } from '../../rule-tester.js';

const peer = (place: string, mode: string, spec: object = {}) =>
  doc('PeerAuthentication security.istio.io/v1', place, { spec: { mtls: { mode }, ...spec } });
const rule = (host: string, trafficPolicy: object, place = 'a/web') =>
  doc('DestinationRule networking.istio.io/v1', place, { spec: { host, trafficPolicy } });
const tls = (mode: string) => ({ tls: { mode } });
const service = doc('Service v1', 'a/web', { spec: { selector: { app: 'web' } } });
const meshed = doc('Namespace v1', 'a', { labels: { 'istio-injection': 'enabled' } });

describe('tls-against-strict', () => {
  it('names mode, host and namespace', () => {
    expect(findings(tlsAgainstStrict, peer('a/default', 'STRICT') + rule('web', tls('DISABLE')))).toEqual([
      'TM4110 at test.yaml:4 (DestinationRule a/web): spec.trafficPolicy.tls.mode: mode DISABLE is for "web", and namespace "a" takes mutual TLS only. Write `tls: { mode: ISTIO_MUTUAL }`, or leave `tls` out.',
    ]);
  });

  it.each(['web.a', 'web.a.svc', 'web.a.svc.cluster.local'])('resolves %s from another namespace', (host) => {
    const strict = peer('a/default', 'STRICT') + service;
    expect(findings(tlsAgainstStrict, strict + rule(host, tls('SIMPLE'), 'b/web'))).toHaveLength(1);
  });

  it('follows the mode of the mesh into namespaces of the mesh alone', () => {
    const mesh = peer('istio-system/default', 'STRICT') + service;
    const outside = doc('Namespace v1', 'a', { labels: { 'istio-injection': 'disabled' } });
    expect(findings(tlsAgainstStrict, mesh + meshed + rule('web', tls('DISABLE')))).toHaveLength(1);
    expect(findings(tlsAgainstStrict, mesh + outside + rule('web', tls('DISABLE')))).toEqual([]);
    expect(findings(tlsAgainstStrict, mesh + rule('web', tls('DISABLE')))).toEqual([]);
  });

  it('lets the nearest mode decide', () => {
    const near = peer('istio-system/default', 'STRICT') + meshed + service;
    const web = { selector: { matchLabels: { app: 'web' } } };
    const plain = rule('web', tls('DISABLE'));
    expect(findings(tlsAgainstStrict, near + peer('a/default', 'PERMISSIVE') + plain)).toEqual([]);
    expect(findings(tlsAgainstStrict, near + peer('a/default', 'UNSET') + plain)).toHaveLength(1);
    expect(findings(tlsAgainstStrict, near + peer('a/web', 'PERMISSIVE', web) + plain)).toEqual([]);
    const ports = { ...web, portLevelMtls: { '80': { mode: 'DISABLE' } } };
    expect(findings(tlsAgainstStrict, near + peer('a/web', 'STRICT', ports) + plain)).toEqual([]);
  });

  it('reads subsets, ports and Canaries, and says each once', () => {
    const strict = peer('a/default', 'STRICT');
    const ports = { portLevelSettings: [{ port: { number: 80 }, ...tls('DISABLE') }] };
    expect(findings(tlsAgainstStrict, strict + rule('web', ports))).toHaveLength(1);
    const subset = doc('DestinationRule networking.istio.io/v1', 'a/web', {
      spec: { host: 'web', subsets: [{ name: 'v1', trafficPolicy: tls('SIMPLE') }] },
    });
    expect(findings(tlsAgainstStrict, strict + subset)).toHaveLength(1);
    const canary = doc('Canary flagger.app/v1beta1', 'a/web', {
      spec: { targetRef: { name: 'web' }, service: { port: 80, trafficPolicy: tls('DISABLE') } },
    });
    expect(findings(tlsAgainstStrict, strict + canary)).toEqual([
      'TM4110 at test.yaml:4 (Canary a/web): spec.service.trafficPolicy.tls.mode: mode DISABLE is for "web", and namespace "a" takes mutual TLS only. Write `tls: { mode: ISTIO_MUTUAL }`, or leave `tls` out.',
    ]);
  });

  it('is silent for mutual TLS and for hosts outside', () => {
    const strict = peer('a/default', 'STRICT');
    expect(findings(tlsAgainstStrict, strict + rule('web', tls('ISTIO_MUTUAL')))).toEqual([]);
    expect(findings(tlsAgainstStrict, strict + rule('login.a', tls('SIMPLE')))).toEqual([]);
    expect(findings(tlsAgainstStrict, strict + rule('api.a.example.com', tls('SIMPLE')))).toEqual([]);
  });
});
