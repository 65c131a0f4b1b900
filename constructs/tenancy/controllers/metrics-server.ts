import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { spread } from '../placement.js';
import { checkReplicas, controllerRelease, type ControllerProps } from './controller.js';
import { predictedService, predictedWorkload } from './predicted.js';

/** Props of {@link MetricsServer}. */
export interface MetricsServerProps extends ControllerProps {
  /**
   * Whether certificates of kubelets are verified. A kubeadm cluster without `serverTLSBootstrap` has kubelets with
   * certificates that nobody signed, which only `unverified` accepts.
   * @default 'verified'
   */
  readonly kubelets?: 'verified' | 'unverified';
  /**
   * Replicas.
   * @default 2
   */
  readonly replicas?: number;
}

const NAME = 'metrics-server';
const NAMESPACE = 'kube-system';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } as const;

/**
 * metrics-server, without which no HorizontalPodAutoscaler acts. Its chart is listed as unconfirmed: values are
 * held to the keys that its page lists, and not to the pinned version.
 *
 * @see https://kubernetes-sigs.github.io/metrics-server/
 */
export class MetricsServer extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: MetricsServerProps = {}) {
    super(scope, id);
    const replicas = checkReplicas(this, props.replicas ?? 2);
    this.release = controllerRelease(this, props, {
      name: NAME,
      namespace: NAMESPACE,
      chart: NAME,
      values: () => ({
        replicas,
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        topologySpreadConstraints: spread(LABELS),
        ...(props.kubelets === 'unverified' ? { args: ['--kubelet-insecure-tls'] } : {}),
      }),
      predict: () => [
        ...predictedWorkload({
          name: NAME,
          namespace: NAMESPACE,
          labels: LABELS,
          serviceAccountName: NAME,
          ports: [10250],
        }),
        predictedService(NAME, NAMESPACE, LABELS, [{ name: 'https', port: 443, targetPort: 10250 }]),
      ],
    });
  }
}
