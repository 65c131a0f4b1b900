import { Construct } from 'constructs';
import { AlertV1Beta3, ProviderV1Beta3, type ProviderV1Beta3Spec } from '../../lib/imports/flux/index.js';
import { needSecret } from '../../lib/model/index.js';
import { FLUX_NAMESPACE } from './names.js';

/** Where events of Flux are sent. */
export type FluxReceiver =
  /** Alertmanager of the cluster. */
  | { readonly kind: 'alertmanager'; readonly address: string }
  /** A chat or a web hook, whose address stands under the key `address` of a Secret in `flux-system`. */
  | {
      readonly kind: 'slack' | 'msteams' | 'discord' | 'generic';
      readonly secretName: string;
      /** Channel to write to. @default - the one of the address */
      readonly channel?: string;
    };

/** Props of {@link FluxAlerts}. */
export interface FluxAlertsProps {
  /** Name of Provider and Alert. */
  readonly name: string;
  /** Where events are sent. */
  readonly receiver: FluxReceiver;
  /**
   * Which events are sent.
   * @default 'error'
   */
  readonly eventSeverity?: 'info' | 'error';
}

const KINDS = ['GitRepository', 'HelmRelease', 'HelmRepository', 'Kustomization', 'OCIRepository'] as const;

/**
 * Sends events of the Flux objects in `flux-system` to people.
 *
 * @see https://fluxcd.io/flux/components/notification/alerts/
 */
export class FluxAlerts extends Construct {
  constructor(scope: Construct, id: string, props: FluxAlertsProps) {
    super(scope, id);
    const metadata = { name: props.name, namespace: FLUX_NAMESPACE };
    new ProviderV1Beta3(this, 'Provider', { metadata, spec: providerSpec(this, props.receiver) });
    new AlertV1Beta3(this, 'Resource', {
      metadata,
      spec: {
        providerRef: { name: props.name },
        eventSeverity: props.eventSeverity ?? 'error',
        eventSources: KINDS.map((kind) => ({ kind, name: '*' })),
      },
    });
  }
}

function providerSpec(scope: Construct, receiver: FluxReceiver): ProviderV1Beta3Spec {
  if (receiver.kind === 'alertmanager') return { type: receiver.kind, address: receiver.address };
  const { secretName: name, channel, kind } = receiver;
  needSecret(scope, { namespace: FLUX_NAMESPACE, name, keys: ['address'], purpose: `address of ${kind} for alerts` });
  return { type: kind, secretRef: { name }, ...(channel === undefined ? {} : { channel }) };
}
