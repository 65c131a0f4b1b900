import { Construct } from 'constructs';
import { AWSPCAIssuerV1Beta1 } from '../../lib/imports/aws-privateca-issuer/index.js';
import { dnsSubdomain } from '../../lib/model/index.js';
import type { IssuerRef } from './issuer-ref.js';

/** Props of {@link PrivateCaIssuer}. */
export interface PrivateCaIssuerProps {
  /** Name of the AWSPCAIssuer. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** ARN of the private CA. May be a fact. */
  readonly arn: string;
  /** AWS region of the private CA. */
  readonly region: string;
  /**
   * Template for requests that name none, such as `SubordinateCACertificate_PathLen1/V1`.
   * @default - chosen by the issuer from what is asked
   */
  readonly templateName?: string;
}

/**
 * An issuer backed by AWS Private CA.
 *
 * @see https://github.com/cert-manager/aws-privateca-issuer
 */
export class PrivateCaIssuer extends Construct {
  /** Reference for Certificates of the same namespace. */
  readonly ref: IssuerRef;

  constructor(scope: Construct, id: string, props: PrivateCaIssuerProps) {
    super(scope, id);
    const name = dnsSubdomain(props.name, { where: this.node.path, field: 'name' });
    this.ref = { name, kind: 'AWSPCAIssuer' };
    new AWSPCAIssuerV1Beta1(this, 'Resource', {
      metadata: { name, namespace: props.namespace },
      spec: {
        arn: props.arn,
        region: props.region,
        ...(props.templateName === undefined ? {} : { pcaTemplate: { defaultTemplateName: props.templateName } }),
      },
    });
  }
}
