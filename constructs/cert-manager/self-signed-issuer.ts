import { Construct } from 'constructs';
import { IssuerV1 } from '../../lib/imports/cert-manager/index.js';
import { dnsSubdomain } from '../../lib/model/index.js';
import type { IssuerRef } from './issuer-ref.js';

/** Props of {@link SelfSignedIssuer}. */
export interface SelfSignedIssuerProps {
  /** Name of the Issuer. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
}

/**
 * An Issuer whose Certificates sign themselves: the start of a chain in development.
 *
 * @see https://cert-manager.io/docs/configuration/selfsigned/
 */
export class SelfSignedIssuer extends Construct {
  /** Reference for Certificates of the same namespace. */
  readonly ref: IssuerRef;

  constructor(scope: Construct, id: string, props: SelfSignedIssuerProps) {
    super(scope, id);
    const name = dnsSubdomain(props.name, { where: this.node.path, field: 'name' });
    this.ref = { name, kind: 'Issuer' };
    new IssuerV1(this, 'Resource', { metadata: { name, namespace: props.namespace }, spec: { selfSigned: {} } });
  }
}
