import { Construct } from 'constructs';
import { PrometheusRuleV1, type PrometheusRuleV1SpecGroupsRules } from '../../lib/imports/prometheus-operator/index.js';
import { MONITORING_NAMESPACE } from './scrape.js';

/** A metric of the mesh, and what kind it is: a histogram has three series. */
export interface MeshMetric {
  /** Name of the metric, without the suffixes of a histogram. */
  readonly name: string;
  /** A histogram has three series. */
  readonly kind: 'counter' | 'histogram';
}

/** Metrics that proxies write, by name and kind. */
export const MESH_METRICS: readonly MeshMetric[] = [
  { name: 'istio_requests_total', kind: 'counter' },
  { name: 'istio_request_duration_milliseconds', kind: 'histogram' },
  { name: 'istio_request_bytes', kind: 'histogram' },
  { name: 'istio_response_bytes', kind: 'histogram' },
  { name: 'istio_request_messages_total', kind: 'counter' },
  { name: 'istio_response_messages_total', kind: 'counter' },
  { name: 'istio_tcp_connections_opened_total', kind: 'counter' },
  { name: 'istio_tcp_connections_closed_total', kind: 'counter' },
  { name: 'istio_tcp_sent_bytes_total', kind: 'counter' },
  { name: 'istio_tcp_received_bytes_total', kind: 'counter' },
];

/**
 * Recording rules that sum the metrics of the mesh over pods, for dashboards and for a Prometheus above this one.
 * Source and destination namespace stay; what goes is where a sample was scraped.
 *
 * @see https://istio.io/latest/docs/ops/best-practices/observability/
 */
export class MeshRecordingRules extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const series = MESH_METRICS.flatMap(seriesOf);
    new PrometheusRuleV1(this, 'Resource', {
      metadata: { name: 'mesh-recording', namespace: MONITORING_NAMESPACE },
      spec: {
        groups: [
          { name: 'mesh.totals', interval: '15s', rules: series.map(total) },
          { name: 'mesh.rates', interval: '30s', rules: series.map(rate) },
        ],
      },
    });
  }
}

function seriesOf({ name, kind }: MeshMetric): readonly string[] {
  return kind === 'counter' ? [name] : ['bucket', 'count', 'sum'].map((suffix) => `${name}_${suffix}`);
}

function total(series: string): PrometheusRuleV1SpecGroupsRules {
  return { record: `workload:${series}`, expr: `sum without(instance, namespace, pod) (${series})` };
}

/** The rate is taken first: a sum of counters falls when a pod goes away, which looks like a reset. */
function rate(series: string): PrometheusRuleV1SpecGroupsRules {
  const name = series.replace(/_total$/, '');
  return { record: `workload:${name}:rate1m`, expr: `sum without(instance, namespace, pod) (rate(${series}[1m]))` };
}
