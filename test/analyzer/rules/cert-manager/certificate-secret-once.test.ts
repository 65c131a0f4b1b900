import { certificateSecretOnce } from '../../../../lib/analyzer/rules/cert-manager/certificate-secret-once.js';
import { doc, findings } from '../../rule-tester.js';

const certificate = (place: string, secretName: string) =>
  doc('Certificate cert-manager.io/v1', place, { spec: { secretName } });

describe('certificate-secret-once', () => {
  it('names the Secret and the other Certificate', () => {
    expect(findings(certificateSecretOnce, certificate('a/x', 'tls') + certificate('a/y', 'tls'))).toEqual([
      'TM4203 at test.yaml:4 (Certificate a/y): spec.secretName: Secret "tls" is written by Certificate x too (test.yaml:2). Give each Certificate a `secretName` of its own.',
    ]);
  });

  it('is silent for other Secrets and other namespaces', () => {
    expect(findings(certificateSecretOnce, certificate('a/x', 'x') + certificate('a/y', 'y'))).toEqual([]);
    expect(findings(certificateSecretOnce, certificate('a/x', 'tls') + certificate('b/y', 'tls'))).toEqual([]);
  });
});
