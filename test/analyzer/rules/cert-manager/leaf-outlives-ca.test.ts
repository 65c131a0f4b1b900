import { leafOutlivesCa } from '../../../../lib/analyzer/rules/cert-manager/leaf-outlives-ca.js';
import { doc, findings } from '../../rule-tester.js';

const certificate = (place: string, spec: object) => doc('Certificate cert-manager.io/v1', place, { spec });
const authority = (spec: object, place = 'a/ca') =>
  certificate(place, { isCA: true, secretName: 'ca', issuerRef: { name: 'root' }, ...spec });
const issuer = doc('Issuer cert-manager.io/v1', 'a/ca', { spec: { ca: { secretName: 'ca' } } });
const leaf = (duration: string | undefined, issuerRef: object = { name: 'ca' }) =>
  certificate('a/leaf', { secretName: 'leaf', duration, issuerRef });

describe('leaf-outlives-ca', () => {
  it('names both lives', () => {
    const ca = authority({ duration: '8760h', renewBefore: '720h' });
    expect(findings(leafOutlivesCa, ca + issuer + leaf('721h'))).toEqual([
      'TM4204 at test.yaml:6 (Certificate a/leaf): spec.duration: it lives 721h, and Certificate ca (test.yaml:2) has 720h left when it signs last. Shorten `duration`, or let the authority be renewed earlier with a longer `renewBefore`.',
    ]);
    expect(findings(leafOutlivesCa, ca + issuer + leaf('720h'))).toEqual([]);
  });

  it('knows the defaults: 90 days, and renewal in the last third', () => {
    expect(findings(leafOutlivesCa, authority({}) + issuer + leaf('720h'))).toEqual([]);
    expect(findings(leafOutlivesCa, authority({}) + issuer + leaf('721h'))).toHaveLength(1);
    expect(findings(leafOutlivesCa, authority({ duration: '6480h' }) + issuer + leaf(undefined))).toEqual([]);
    expect(findings(leafOutlivesCa, authority({ duration: '6479h' }) + issuer + leaf(undefined))).toHaveLength(1);
  });

  it('reads renewal in percent', () => {
    const ca = authority({ duration: '1000h', renewBeforePercentage: 50 });
    expect(findings(leafOutlivesCa, ca + issuer + leaf('500h'))).toEqual([]);
    expect(findings(leafOutlivesCa, ca + issuer + leaf('501h'))).toHaveLength(1);
  });

  it('follows a cluster-wide issuer to the namespace of cert-manager', () => {
    const wide = doc('ClusterIssuer cert-manager.io/v1', 'ca', { spec: { ca: { secretName: 'ca' } } });
    const reference = { kind: 'ClusterIssuer', name: 'ca' };
    expect(findings(leafOutlivesCa, authority({}, 'cert-manager/ca') + wide + leaf('721h', reference))).toHaveLength(1);
    expect(findings(leafOutlivesCa, authority({}) + wide + leaf('721h', reference))).toEqual([]);
  });

  it('is silent where the authority is unknown, is the certificate itself, or a duration is none', () => {
    expect(findings(leafOutlivesCa, issuer + leaf('9999h'))).toEqual([]);
    expect(findings(leafOutlivesCa, authority({ issuerRef: { name: 'ca' } }) + issuer)).toEqual([]);
    expect(findings(leafOutlivesCa, authority({ duration: '8760h' }) + issuer + leaf('90d'))).toEqual([]);
  });
});
