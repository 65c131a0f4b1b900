import { Construct } from 'constructs';
import { GatewayV1 } from '../../lib/imports/gateway-api/index.js';

/** Props of {@link Waypoint}. */
export interface WaypointProps {
  /** Namespace whose Services it stands before. */
  readonly namespace: string;
  /**
   * Name of the Gateway, and of the account its proxies run as.
   * @default "waypoint"
   */
  readonly name?: string;
}

/**
 * The waypoint of a namespace in ambient mode: the proxy that judges requests by method, path and token.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export class Waypoint extends Construct {
  /** Name of the Gateway, and of its account. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: WaypointProps) {
    super(scope, id);
    this.name = props.name ?? 'waypoint';
    new GatewayV1(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: props.namespace,
        labels: { 'istio.io/waypoint-for': 'service' },
      },
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
      },
    });
  }
}
