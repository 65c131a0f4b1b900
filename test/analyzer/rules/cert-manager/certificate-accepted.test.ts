import { certificateAccepted } from '../../../../lib/analyzer/rules/cert-manager/certificate-accepted.js';
import type { JsonObject } from '../../../../lib/model/index.js';
import { BAD_CERTIFICATES } from '../../../fixtures/bad-certificates.js';
import { doc, findings } from '../../rule-tester.js';

const certificate = (spec: JsonObject): string =>
  doc('Certificate cert-manager.io/v1', 'a/x', { spec: { secretName: 'x', issuerRef: { name: 'own' }, ...spec } });

describe('certificate-accepted', () => {
  it.each(BAD_CERTIFICATES)('refuses a Certificate that $what', ({ spec, ours }) => {
    const found = findings(certificateAccepted, certificate(spec));
    expect(found).toEqual([expect.stringContaining(`TM4205 at test.yaml:2 (Certificate a/x): ${ours}`)]);
  });

  it('refuses both ways to say when to renew at once', () => {
    const both = certificate({ dnsNames: ['a'], renewBefore: '24h', renewBeforePercentage: 20 });
    expect(findings(certificateAccepted, both)).toEqual([
      'TM4205 at test.yaml:2 (Certificate a/x): spec.renewBefore: `renewBeforePercentage` is set too, and only one of the two may be. Write what the page of the rule shows as accepted.',
    ]);
  });

  it.each<JsonObject>([
    { dnsNames: ['a.example.com'] },
    { uris: ['https://a.example.com'], privateKey: { algorithm: 'ECDSA', size: 384 } },
    { commonName: 'a', privateKey: { algorithm: 'Ed25519', size: 1 }, duration: '1h', renewBefore: '5m' },
    { commonName: 'a', issuerRef: { group: 'awspca.cert-manager.io', kind: 'AWSPCAIssuer', name: 'pca' } },
    { dnsNames: ['a'], privateKey: { size: 2048 }, duration: 'soon' },
  ])('takes %j', (spec) => {
    expect(findings(certificateAccepted, certificate(spec))).toEqual([]);
  });
});
