import { Construct } from 'constructs';
import { CertificateV1 } from '../../lib/imports/cert-manager/index.js';
import { dnsSubdomain, refuse } from '../../lib/model/index.js';
import { issuerRefFields, type IssuerRef } from './issuer-ref.js';
import { lifetime, type Lifetime, type LifetimeProps } from './lifetime.js';

/** Props of {@link CaCertificate}. */
export interface CaCertificateProps extends LifetimeProps {
  /** Name of the Certificate. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Secret that receives certificate and key. */
  readonly secretName: string;
  /** Common name, at most 64 characters. */
  readonly commonName: string;
  /** The issuer above. */
  readonly issuerRef: IssuerRef;
  /**
   * Whether cert-manager renews it. A root is never renewed by itself, since a new root breaks every chain below it.
   * @default "RenewBefore"
   */
  readonly renewal?: 'RenewBefore' | 'Disabled';
}

/**
 * A Certificate that signs others: explicit life, explicit rotation of its key, no extended usages (a usage on a CA
 * would limit what stands below it).
 *
 * @see https://cert-manager.io/docs/usage/certificate/
 */
export class CaCertificate extends Construct {
  /** Its life. */
  readonly lifetime: Lifetime;
  /** Secret that receives certificate and key. */
  readonly secretName: string;

  constructor(scope: Construct, id: string, props: CaCertificateProps) {
    super(scope, id);
    const where = this.node.path;
    this.lifetime = lifetime(where, props);
    this.secretName = dnsSubdomain(props.secretName, { where, field: 'secretName' });
    if (props.commonName.length === 0 || props.commonName.length > 64) {
      refuse(
        'TM1507',
        { where, field: 'commonName' },
        `a common name has 1 to 64 characters, this one ${props.commonName.length}`,
        props.commonName,
        'Write a short name, such as "tenant-a intermediate".',
      );
    }
    const renewal = props.renewal ?? 'RenewBefore';
    new CertificateV1(this, 'Resource', {
      metadata: { name: dnsSubdomain(props.name, { where, field: 'name' }), namespace: props.namespace },
      spec: {
        isCA: true,
        commonName: props.commonName,
        secretName: this.secretName,
        duration: this.lifetime.duration,
        ...(renewal === 'Disabled' ? { renewal: { policy: renewal } } : { renewBefore: this.lifetime.renewBefore }),
        privateKey: {
          algorithm: 'ECDSA',
          size: 256,
          rotationPolicy: renewal === 'Disabled' ? 'Never' : 'Always',
        },
        usages: ['digital signature', 'cert sign', 'crl sign'],
        issuerRef: issuerRefFields(props.issuerRef),
      },
    });
  }
}
