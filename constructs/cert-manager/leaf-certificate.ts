import { Construct } from 'constructs';
import { CertificateV1 } from '../../lib/imports/cert-manager/index.js';
import { dnsSubdomain, host, refuse } from '../../lib/model/index.js';
import { issuerRefFields, type IssuerRef } from './issuer-ref.js';
import { lifetime, type LifetimeProps } from './lifetime.js';

/** Props of {@link LeafCertificate}. */
export interface LeafCertificateProps extends LifetimeProps {
  /** Name of the Certificate. */
  readonly name: string;
  /** Its namespace, which must be that of the pods that serve it. */
  readonly namespace: string;
  /** Secret that receives certificate and key. */
  readonly secretName: string;
  /** Host names, each written out. */
  readonly dnsNames: readonly string[];
  /** Who issues it. */
  readonly issuerRef: IssuerRef;
}

/**
 * A Certificate that serves hosts and signs nothing.
 *
 * @see https://cert-manager.io/docs/usage/certificate/
 */
export class LeafCertificate extends Construct {
  /** Secret that receives certificate and key. */
  readonly secretName: string;

  constructor(scope: Construct, id: string, props: LeafCertificateProps) {
    super(scope, id);
    const where = this.node.path;
    const life = lifetime(where, props);
    this.secretName = dnsSubdomain(props.secretName, { where, field: 'secretName' });
    if (props.dnsNames.length === 0) {
      refuse('TM1507', { where, field: 'dnsNames' }, 'the list is empty', props.dnsNames, 'Name at least one host.');
    }
    const dnsNames = props.dnsNames.map((name) => host(name, { where, field: 'dnsNames' }));
    new CertificateV1(this, 'Resource', {
      metadata: { name: dnsSubdomain(props.name, { where, field: 'name' }), namespace: props.namespace },
      spec: {
        dnsNames: [...dnsNames].sort(),
        secretName: this.secretName,
        duration: life.duration,
        renewBefore: life.renewBefore,
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        usages: ['digital signature', 'server auth'],
        issuerRef: issuerRefFields(props.issuerRef),
      },
    });
  }
}
