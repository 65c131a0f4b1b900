import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { checkReplicas, controllerRelease, RESTRICTED_CONTAINER, type ControllerProps } from './controller.js';
import { predictedCrds, predictedService, predictedWorkload } from './predicted.js';
import { prometheusUrl } from './prometheus-names.js';

/** Props of {@link Flagger}. */
export interface FlaggerProps extends ControllerProps {
  /**
   * URL of Prometheus.
   * @default - that of {@link KubePrometheusStack}
   */
  readonly metricsServer?: string;
  /**
   * Replicas, of which one leads.
   * @default 2
   */
  readonly replicas?: number;
}

const NAME = 'flagger';
const NAMESPACE = 'flagger-system';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } as const;

/**
 * Flagger, in the mesh: load testers admit its principal alone, which needs a proxy. It follows no reference out of
 * the namespace of a Canary and knows workloads by their label `app` alone.
 *
 * @see https://docs.flagger.app/install/flagger-install-with-flux
 */
export class Flagger extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: FlaggerProps = {}) {
    super(scope, id);
    const replicaCount = checkReplicas(this, props.replicas ?? 2);
    const metricsServer = props.metricsServer ?? prometheusUrl(this);
    this.release = controllerRelease(this, props, {
      name: NAME,
      namespace: NAMESPACE,
      chart: NAME,
      values: () => ({
        meshProvider: 'istio',
        metricsServer,
        selectorLabels: 'app',
        noCrossNamespaceRefs: true,
        leaderElection: { enabled: true, replicaCount },
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        podLabels: { 'sidecar.istio.io/inject': 'true' },
        podAnnotations: { 'linkerd.io/inject': null, 'appmesh.k8s.aws/sidecarInjectorWebhook': null },
        serviceAccount: { create: true, name: NAME },
        securityContext: { enabled: true, context: { ...RESTRICTED_CONTAINER, runAsUser: 10001 } },
      }),
      predict: () => [
        ...predictedCrds('flagger'),
        ...predictedWorkload({
          name: NAME,
          namespace: NAMESPACE,
          labels: { ...LABELS, 'sidecar.istio.io/inject': 'true' },
          serviceAccountName: NAME,
          ports: [8080],
        }),
        predictedService(NAME, NAMESPACE, LABELS, [{ name: 'http', port: 8080, targetPort: 8080 }]),
      ],
    });
  }
}
