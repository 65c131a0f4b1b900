import type { PrometheusRuleV1SpecGroupsRules } from '../../lib/imports/prometheus-operator/index.js';
import { refuse } from '../../lib/model/index.js';
import { MONITORING_NAMESPACE } from './scrape.js';

/** An alert: when it fires, and what a person should know. */
export interface AlertRule {
  /** Name of the alert. */
  readonly alert: string;
  /** Expression that has a value while the alert holds. */
  readonly expr: string;
  /** How long the expression must hold. */
  readonly for: string;
  /** How soon somebody must look. */
  readonly severity: 'critical' | 'warning';
  /** What is wrong, for the subject of a message. */
  readonly summary: string;
  /** What it means and where to look. */
  readonly description: string;
}

const INBOUND = 'istio_requests_total{reporter="destination"';
const AT_GATEWAYS = 'istio_requests_total{reporter="source",source_workload_namespace=~"istio-ingress|.+-gateway"';
const BY_WORKLOAD = 'sum by (destination_workload_namespace, destination_workload)';

/** Alerts on requests in the mesh and on its control plane. */
export const MESH_ALERTS: readonly AlertRule[] = [
  {
    alert: 'MeshPolicyDenials',
    expr: `${BY_WORKLOAD} (rate(${INBOUND},response_code="403"}[5m])) / ${BY_WORKLOAD} (rate(${INBOUND}}[5m])) > 0.05 and ${BY_WORKLOAD} (rate(${INBOUND},response_code="403"}[5m])) > 0.1`,
    for: '10m',
    severity: 'warning',
    summary: 'Policies refuse requests to {{ $labels.destination_workload }}',
    description: 'More than 5 % of the requests are refused: a door is missing, or somebody tries one.',
  },
  {
    alert: 'MeshPlaintextAccepted',
    expr: `${BY_WORKLOAD} (rate(${INBOUND},connection_security_policy="none",destination_workload_namespace!~"istio-ingress|.+-gateway"}[5m])) > 0`,
    for: '5m',
    severity: 'critical',
    summary: '{{ $labels.destination_workload }} accepts requests without mutual TLS',
    description: 'The mesh is STRICT, so a policy of the namespace or of a port must have opened it.',
  },
  {
    alert: 'GatewayErrors',
    expr: `sum by (source_workload_namespace, source_workload) (rate(${AT_GATEWAYS},response_code=~"5.."}[5m])) / sum by (source_workload_namespace, source_workload) (rate(${AT_GATEWAYS}}[5m])) > 0.05`,
    for: '5m',
    severity: 'critical',
    summary: 'Gateway {{ $labels.source_workload }} answers with errors',
    description: 'More than 5 % of the answers are 5xx; response flags in its access log say why.',
  },
  {
    alert: 'IstiodAbsent',
    expr: 'absent(up{namespace="istio-system",service="istiod"} == 1)',
    for: '5m',
    severity: 'critical',
    summary: 'No istiod is seen',
    description: 'Running proxies go on with what they have; no pod starts and no certificate is renewed.',
  },
  {
    alert: 'IstiodRejectedConfiguration',
    expr: 'sum(increase(pilot_total_xds_rejects[10m])) > 0',
    for: '10m',
    severity: 'warning',
    summary: 'Proxies reject configuration',
    description: 'Some proxies keep an older configuration; `istioctl proxy-status` names them.',
  },
  {
    alert: 'IstiodSlowPushes',
    expr: 'histogram_quantile(0.99, sum by (le) (rate(pilot_proxy_convergence_time_bucket[10m]))) > 30',
    for: '15m',
    severity: 'warning',
    summary: 'Changes take more than 30 s to reach proxies',
    description: 'The control plane lacks CPU, or Sidecars name too many hosts.',
  },
];

/** Monitors, by the job that the operator names after them, without which the alerts on their metrics never fire. */
const WATCHED = ['cert-manager', 'flagger', 'flux', 'istio-proxies'].map((name) => `${MONITORING_NAMESPACE}/${name}`);

/** Alerts on certificates, releases, reconciliation, and on what the alerts themselves live on. */
export const DELIVERY_ALERTS: readonly AlertRule[] = [
  {
    alert: 'CertificateExpires',
    expr: 'min by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds - time()) < 7 * 86400',
    for: '1h',
    severity: 'critical',
    summary: 'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} expires within a week',
    description: 'It should have been renewed by now; its status and its CertificateRequests say why it was not.',
  },
  {
    alert: 'CertificateNotReady',
    expr: 'max by (exported_namespace, name) (certmanager_certificate_ready_status{condition="False"}) == 1',
    for: '15m',
    severity: 'warning',
    summary: 'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} is not ready',
    description: 'Its issuer refuses or cannot be reached.',
  },
  {
    alert: 'CanaryFailed',
    expr: 'max by (exported_namespace, name) (flagger_canary_status) > 1',
    for: '1m',
    severity: 'warning',
    summary: 'The release of {{ $labels.exported_namespace }}/{{ $labels.name }} was rolled back',
    description: 'Its metrics or webhooks failed; the events of the Canary say which.',
  },
  {
    alert: 'FluxReconciliationFails',
    expr: 'sum by (controller) (rate(controller_runtime_reconcile_total{namespace="flux-system",result="error"}[10m])) > 0',
    for: '30m',
    severity: 'critical',
    summary: 'Flux fails to reconcile: {{ $labels.controller }}',
    description:
      'The cluster no longer follows the repository; `flux get all -A --status-selector ready=false` lists what.',
  },
  {
    alert: 'MonitorSeesNothing',
    expr: WATCHED.map((job) => `absent(up{job="${job}"})`).join(' or '),
    for: '15m',
    severity: 'critical',
    summary: 'The monitor {{ $labels.job }} finds nothing to scrape',
    description: 'Alerts on its metrics are silent, whatever happens: its labels or the way to its pods have changed.',
  },
];

/**
 * The alert on an imported root. No metric of the cluster tells when it ends, so the day stands in the expression.
 *
 * @param where - construct path
 * @param notAfter - the day, such as `2036-11-01`
 */
export function rootExpires(where: string, notAfter: string): AlertRule {
  const end = Date.parse(`${notAfter}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(notAfter) || Number.isNaN(end)) {
    refuse('TM1803', { where, field: 'root.notAfter' }, 'not a day', notAfter, 'Write for instance "2036-11-01".');
  }
  return {
    alert: 'MeshRootExpires',
    expr: `vector(time()) > ${end / 1000} - 183 * 86400`,
    for: '1h',
    severity: 'warning',
    summary: `The root of the mesh ends on ${notAfter}`,
    description:
      'Every proxy trusts it alone: a new root must be trusted beside it before anything is signed by the new.',
  };
}

/** The rule of an alert as Prometheus reads it. */
export function ruleOf(rule: AlertRule): PrometheusRuleV1SpecGroupsRules {
  return {
    alert: rule.alert,
    expr: rule.expr,
    for: rule.for,
    labels: { severity: rule.severity },
    annotations: { summary: rule.summary, description: rule.description },
  };
}
