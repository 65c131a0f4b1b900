import type { MeshRootProps } from '../tenant-ca/index.js';
import { MESH_ROOT, SIGNER_DOMAIN } from '../tenant-ca/names.js';

/** Issuers whose CertificateRequests cert-manager approves: those the platform itself uses, each by its full name. */
export function approvedSigners(
  root: MeshRootProps['source'],
  gatewayIssuer: string,
  more: readonly string[],
): readonly string[] {
  const own = (namespace: string, name: string): string => `${SIGNER_DOMAIN}/${namespace}.${name}`;
  const { namespace, issuer } = MESH_ROOT;
  return [
    `clusterissuers.cert-manager.io/${gatewayIssuer}`,
    own(namespace, issuer),
    // The chart of trust-manager makes an Issuer for the certificate of its webhook.
    own('cert-manager', 'trust-manager'),
    ...(root.kind === 'self-signed' ? [own(namespace, `${issuer}-self-signed`)] : []),
    ...more,
  ];
}
