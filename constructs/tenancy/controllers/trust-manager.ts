import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { PLATFORM_PRIORITY, spread } from '../placement.js';
import { checkReplicas, controllerRelease, type ControllerProps } from './controller.js';
import { predictedCrds, predictedService, predictedWorkload } from './predicted.js';

/** Props of {@link TrustManager}. */
export interface TrustManagerProps extends ControllerProps {
  /**
   * The only namespace that sources of Bundles are read from.
   * @default 'istio-system'
   */
  readonly trustNamespace?: string;
  /**
   * Replicas.
   * @default 2
   */
  readonly replicas?: number;
}

const NAMESPACE = 'cert-manager';
const LABELS = { 'app.kubernetes.io/name': 'trust-manager', 'app.kubernetes.io/instance': 'trust-manager' } as const;

/**
 * trust-manager, which publishes the public part of the mesh root.
 *
 * @see https://cert-manager.io/docs/trust/trust-manager/
 */
export class TrustManager extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: TrustManagerProps = {}) {
    super(scope, id);
    const replicaCount = checkReplicas(this, props.replicas ?? 2);
    this.release = controllerRelease(this, props, {
      name: 'trust-manager',
      namespace: NAMESPACE,
      chart: 'trust-manager',
      values: () => ({
        crds: { enabled: true, keep: true },
        replicaCount,
        priorityClassName: PLATFORM_PRIORITY,
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        topologySpreadConstraints: spread(LABELS),
        app: { trust: { namespace: props.trustNamespace ?? 'istio-system' } },
        // Public authorities have no place among the roots of a mesh.
        defaultPackage: { enabled: false },
        secretTargets: { enabled: false },
        filterExpiredCertificates: { enabled: true },
      }),
      predict: () => [
        ...predictedCrds('trust-manager'),
        ...predictedWorkload({
          name: 'trust-manager',
          namespace: NAMESPACE,
          labels: LABELS,
          serviceAccountName: 'trust-manager',
          ports: [6443, 9402],
        }),
        predictedService('trust-manager', NAMESPACE, LABELS, [{ name: 'webhook', port: 443, targetPort: 6443 }]),
      ],
    });
  }
}
