import { Construct } from 'constructs';
import { SidecarV1 } from '../../lib/imports/istio/index.js';
import { lazy } from '../../lib/model/index.js';

/** What a proxy does with a host that it does not know. */
export type OutboundPolicy = 'REGISTRY_ONLY' | 'ALLOW_ANY';

/** Props of {@link EgressScope}. */
export interface EgressScopeProps {
  /** Namespace whose proxies are scoped; the root namespace sets the default of the mesh. */
  readonly namespace: string;
  /** Makes the hosts as `namespace/host`; it runs at synth, so that hosts may be added until then. */
  readonly hosts: () => readonly string[];
  /**
   * What happens to other hosts.
   * @default "REGISTRY_ONLY"
   */
  readonly outboundTrafficPolicy?: OutboundPolicy;
}

/**
 * The Sidecar of a namespace: which hosts its proxies know. It keeps mistakes in; a barrier is the NetworkPolicy.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export class EgressScope extends Construct {
  constructor(scope: Construct, id: string, props: EgressScopeProps) {
    super(scope, id);
    const hosts = lazy(() => [...new Set(props.hosts())].sort());
    new SidecarV1(this, 'Resource', {
      metadata: { name: 'default', namespace: props.namespace },
      spec: { egress: [{ hosts }], outboundTrafficPolicy: { mode: props.outboundTrafficPolicy ?? 'REGISTRY_ONLY' } },
    });
  }
}
