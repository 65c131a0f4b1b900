import { Construct } from 'constructs';
import { IssuerV1 } from '../../lib/imports/cert-manager/index.js';
import { dnsSubdomain } from '../../lib/model/index.js';
import type { IssuerRef } from './issuer-ref.js';

/** Props of {@link CaIssuer}. */
export interface CaIssuerProps {
  /** Name of the Issuer. */
  readonly name: string;
  /** Its namespace, where the Secret must be too. */
  readonly namespace: string;
  /** Secret with certificate and key of the CA. */
  readonly secretName: string;
}

/**
 * An Issuer that signs with the CA in a Secret of its own namespace; no other namespace can use it.
 *
 * @see https://cert-manager.io/docs/configuration/ca/
 */
export class CaIssuer extends Construct {
  /** Reference for Certificates of the same namespace. */
  readonly ref: IssuerRef;

  constructor(scope: Construct, id: string, props: CaIssuerProps) {
    super(scope, id);
    const where = this.node.path;
    const name = dnsSubdomain(props.name, { where, field: 'name' });
    this.ref = { name, kind: 'Issuer' };
    new IssuerV1(this, 'Resource', {
      metadata: { name, namespace: props.namespace },
      spec: { ca: { secretName: dnsSubdomain(props.secretName, { where, field: 'secretName' }) } },
    });
  }
}
