import type {
  PodMonitorV1Spec,
  PodMonitorV1SpecPodMetricsEndpoints,
} from '../../lib/imports/prometheus-operator/index.js';

/** Namespace that holds every monitor and every rule; Prometheus reads those of the platform alone. */
export const MONITORING_NAMESPACE = 'monitoring';

/** Metrics of the pods of one piece of the platform. */
export interface ScrapedPods {
  /** Name of the PodMonitor. */
  readonly name: string;
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels that select the pods. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Port of the container. */
  readonly port: number;
  /**
   * Path of the metrics.
   * @default '/metrics'
   */
  readonly path?: string;
}

/** The PodMonitor of a piece of the platform. */
export function scrapedPodsSpec(pods: ScrapedPods): PodMonitorV1Spec {
  const endpoint: PodMonitorV1SpecPodMetricsEndpoints = {
    portNumber: pods.port,
    path: pods.path ?? '/metrics',
    interval: '30s',
  };
  return {
    namespaceSelector: { matchNames: [pods.namespace] },
    selector: {
      matchExpressions: Object.entries(pods.labels).map(([key, values]) => ({ key, operator: 'In', values })),
    },
    podMetricsEndpoints: [endpoint],
  };
}
