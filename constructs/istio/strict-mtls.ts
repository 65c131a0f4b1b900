import { Construct } from 'constructs';
import { PeerAuthenticationV1 } from '../../lib/imports/istio/index.js';

/** Props of {@link StrictMtls}. */
export interface StrictMtlsProps {
  /** Namespace that accepts mutual TLS alone; the root namespace covers the whole mesh. */
  readonly namespace: string;
}

/**
 * The PeerAuthentication of a namespace: mutual TLS, nothing else. Its name is `default`, as one namespace has one.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class StrictMtls extends Construct {
  constructor(scope: Construct, id: string, props: StrictMtlsProps) {
    super(scope, id);
    new PeerAuthenticationV1(this, 'Resource', {
      metadata: { name: 'default', namespace: props.namespace },
      spec: { mtls: { mode: 'STRICT' } },
    });
  }
}
