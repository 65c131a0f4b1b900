import { Construct } from 'constructs';
import { IssuerV1 } from '../../lib/imports/cert-manager/index.js';
import { dnsSubdomain, httpsUrl } from '../../lib/model/index.js';
import type { IssuerRef } from './issuer-ref.js';

/**
 * Where Vault is and as whom cert-manager signs in: a service account of its own, never a stored token.
 *
 * @see https://cert-manager.io/docs/configuration/vault/
 */
export interface VaultConnection {
  /** Address of Vault. May hold a fact. */
  readonly server: string;
  /** Path of the API that signs, such as `pki/root/sign-intermediate`. */
  readonly path: string;
  /** Role of Vault's Kubernetes authentication. */
  readonly role: string;
  /** Service account, in the Issuer's namespace, whose token is sent. */
  readonly serviceAccountName: string;
  /**
   * Mount path of the Kubernetes authentication.
   * @default "/v1/auth/kubernetes"
   */
  readonly mountPath?: string;
}

/** Props of {@link VaultIssuer}. */
export interface VaultIssuerProps extends VaultConnection {
  /** Name of the Issuer. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
}

/**
 * An Issuer that asks Vault to sign.
 *
 * @see https://cert-manager.io/docs/configuration/vault/
 */
export class VaultIssuer extends Construct {
  /** Reference for Certificates of the same namespace. */
  readonly ref: IssuerRef;

  constructor(scope: Construct, id: string, props: VaultIssuerProps) {
    super(scope, id);
    const where = this.node.path;
    const name = dnsSubdomain(props.name, { where, field: 'name' });
    this.ref = { name, kind: 'Issuer' };
    new IssuerV1(this, 'Resource', {
      metadata: { name, namespace: props.namespace },
      spec: {
        vault: {
          server: httpsUrl(props.server, { where, field: 'server' }),
          path: props.path,
          auth: {
            kubernetes: {
              role: props.role,
              mountPath: props.mountPath ?? '/v1/auth/kubernetes',
              serviceAccountRef: {
                name: dnsSubdomain(props.serviceAccountName, { where, field: 'serviceAccountName' }),
              },
            },
          },
        },
      },
    });
  }
}
