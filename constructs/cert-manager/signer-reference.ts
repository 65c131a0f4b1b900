import { Construct } from 'constructs';
import { RoleBindingV1, RoleV1 } from '../../lib/imports/kubernetes/index.js';

/** Props of {@link SignerReference}. */
export interface SignerReferenceProps {
  /** Name of the Issuer, in the same namespace, that may be named in requests. */
  readonly issuer: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Account that makes the requests. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
}

/**
 * The right to name a namespaced Issuer as signer of a CertificateSigningRequest. Without it cert-manager answers such
 * a request with `DeniedReference`.
 *
 * @see https://cert-manager.io/docs/usage/kube-csr/
 */
export class SignerReference extends Construct {
  constructor(scope: Construct, id: string, props: SignerReferenceProps) {
    super(scope, id);
    const metadata = { name: `signer-${props.issuer}`, namespace: props.namespace };
    new RoleV1(this, 'Resource', {
      metadata,
      rules: [
        { apiGroups: ['cert-manager.io'], resources: ['signers'], resourceNames: [props.issuer], verbs: ['reference'] },
      ],
    });
    new RoleBindingV1(this, 'Binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [
        { kind: 'ServiceAccount', namespace: props.serviceAccount.namespace, name: props.serviceAccount.name },
      ],
    });
  }
}
