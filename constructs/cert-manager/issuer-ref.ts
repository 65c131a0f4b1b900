/**
 * The issuer that a Certificate asks.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/
 */
export interface IssuerRef {
  /** Name of the issuer. */
  readonly name: string;
  /** Kind of the issuer; an `Issuer` serves its own namespace only. */
  readonly kind: 'Issuer' | 'ClusterIssuer' | 'AWSPCAIssuer' | 'AWSPCAClusterIssuer';
}

/** The reference as cert-manager reads it: kinds of other projects carry their group. */
export function issuerRefFields(ref: IssuerRef): {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
} {
  const { name, kind } = ref;
  switch (kind) {
    case 'Issuer':
    case 'ClusterIssuer':
      return { name, kind, group: 'cert-manager.io' };
    case 'AWSPCAIssuer':
    case 'AWSPCAClusterIssuer':
      return { name, kind, group: 'awspca.cert-manager.io' };
  }
}

/**
 * Full name of an issuer, by which cert-manager is told whose requests it approves.
 *
 * @see https://cert-manager.io/docs/usage/certificaterequest/#rbac-syntax
 */
export function issuerSigner(ref: IssuerRef, namespace: string): string {
  const { name, kind, group } = issuerRefFields(ref);
  const own = ref.kind.includes('Cluster') ? name : `${namespace}.${name}`;
  return `${kind.toLowerCase()}s.${group}/${own}`;
}
