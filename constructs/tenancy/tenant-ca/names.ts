/** Names of the trust of a mesh; constructs that read it refer to these. */
export const MESH_ROOT = {
  /** Namespace of the control plane, of the root and of every signer. */
  namespace: 'istio-system',
  /** Secret with the root: `tls.crt`, `tls.key`, `ca.crt`. */
  secretName: 'mesh-root-ca',
  /** Issuer that signs with the root. */
  issuer: 'mesh-root',
  /** Signer of namespaces that belong to no tenant. */
  platformSigner: 'platform',
  /** Bundle, and ConfigMap in `flux-system`, with the public part of the root. */
  configMap: 'mesh-root',
  /** Key of that ConfigMap. */
  configMapKey: 'root-cert.pem',
} as const;

/** Namespace and account of istiod, which asks the signers. */
export const ISTIOD = { namespace: 'istio-system', name: 'istiod' } as const;

/** Domain of namespaced signers: `CERT_SIGNER_DOMAIN` of istiod. */
export const SIGNER_DOMAIN = 'issuers.cert-manager.io';

/** Name of a signer as a proxy asks for it: `<namespace>.<issuer>`. */
export function signerOf(issuer: string): string {
  return `${MESH_ROOT.namespace}.${issuer}`;
}

/** Unit that holds root, intermediates and signers. */
export const TRUST_UNIT = 'infrastructure/trust';
