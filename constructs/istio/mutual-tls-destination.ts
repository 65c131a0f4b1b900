import { Construct } from 'constructs';
import { DestinationRuleV1 } from '../../lib/imports/istio/index.js';

/** Props of {@link MutualTlsDestination}. */
export interface MutualTlsDestinationProps {
  /** Name of the DestinationRule. */
  readonly name: string;
  /** Namespace of the Service. */
  readonly namespace: string;
  /** Full host of the Service. */
  readonly host: string;
  /**
   * Most connections to one pod.
   * @default - the default of the mesh
   */
  readonly maxConnections?: number;
}

/**
 * A DestinationRule that keeps mutual TLS of the mesh on, for a Service whose traffic needs a policy of its own: a rule
 * that says nothing of TLS leaves it to whoever writes the next one.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export class MutualTlsDestination extends Construct {
  constructor(scope: Construct, id: string, props: MutualTlsDestinationProps) {
    super(scope, id);
    const { maxConnections } = props;
    new DestinationRuleV1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: {
        host: props.host,
        exportTo: ['*'],
        trafficPolicy: {
          tls: { mode: 'ISTIO_MUTUAL' },
          ...(maxConnections === undefined ? {} : { connectionPool: { tcp: { maxConnections } } }),
        },
      },
    });
  }
}
