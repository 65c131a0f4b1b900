import type { Construct } from 'constructs';
import { CertificateV1, ClusterIssuerV1 } from '../../lib/imports/cert-manager/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function certificateV1(scope: Construct): void {
  new CertificateV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { secretName: 'a', issuerRef: { name: 'a' }, privateKey: { algorithm: 'ECDSA', size: 256 } },
  });
  new CertificateV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { secretName: 'a', issuerRef: { name: 'a' }, dnsName: ['a'] },
  });
  new CertificateV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { secretName: 'a', issuerRef: { name: 'a' }, privateKey: { algorithm: 'EC' } },
  });
}

export function clusterIssuerV1(scope: Construct): void {
  new ClusterIssuerV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { ca: { secretName: 'a' } },
  });
  new ClusterIssuerV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { ca: { secret: 'a' } },
  });
  new ClusterIssuerV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { acme: { server: 'a', privateKeySecretRef: { name: 'a' }, skipTLSVerify: 'no' } },
  });
}
