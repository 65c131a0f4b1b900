import { Construct } from 'constructs';
import { ProxyConfigV1Beta1 } from '../../lib/imports/istio/index.js';

/** Props of {@link ProxySigner}. */
export interface ProxySignerProps {
  /** Namespace whose proxies ask this signer. */
  readonly namespace: string;
  /** The signer as `<namespace>.<issuer>`. */
  readonly signer: string;
}

/**
 * The ProxyConfig of a namespace that names the signer of its certificates. Pods read it when they start.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/proxy-config/
 */
export class ProxySigner extends Construct {
  constructor(scope: Construct, id: string, props: ProxySignerProps) {
    super(scope, id);
    new ProxyConfigV1Beta1(this, 'Resource', {
      metadata: { name: 'default', namespace: props.namespace },
      spec: { environmentVariables: { ISTIO_META_CERT_SIGNER: props.signer } },
    });
  }
}
