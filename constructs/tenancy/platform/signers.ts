import type { Construct } from 'constructs';
import { contributions } from '../../../lib/model/index.js';
import { issuerSigner } from '../../cert-manager/index.js';
import type { MeshRootProps } from '../tenant-ca/index.js';
import { MESH_ROOT } from '../tenant-ca/names.js';

/** Issuers whose CertificateRequests cert-manager approves: those the platform itself uses, each by its full name. */
export function approvedSigners(
  root: MeshRootProps['source'],
  gatewayIssuer: string,
  more: readonly string[],
): readonly string[] {
  const { namespace, issuer: name } = MESH_ROOT;
  const issuer = (of: string, at: string): string => issuerSigner({ name: of, kind: 'Issuer' }, at);
  return [
    issuerSigner({ name: gatewayIssuer, kind: 'ClusterIssuer' }, ''),
    root.kind === 'aws-pca' ? issuerSigner({ name, kind: 'AWSPCAIssuer' }, namespace) : issuer(name, namespace),
    // The chart of trust-manager makes an Issuer for the certificate of its webhook.
    issuer('trust-manager', 'cert-manager'),
    ...(root.kind === 'self-signed' ? [issuer(`${name}-self-signed`, namespace)] : []),
    ...more,
  ];
}

/** Issuers above the CAs of tenants, complete when the tree stands. */
export function contributedSigners(scope: Construct): readonly string[] {
  return contributions(scope, 'approved-issuer').map(({ signer }) => signer);
}

/** Whether AWS Private CA signs for an issuer. */
export function isPrivateCa(signer: string): boolean {
  return signer.startsWith('awspca');
}
