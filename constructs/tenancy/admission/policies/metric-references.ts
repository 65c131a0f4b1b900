import { successRateQuery } from '../../../flagger/index.js';
import { PROMETHEUS } from '../../controllers/prometheus-names.js';
import { onlyFor, text } from '../cel.js';
import type { PolicyCheck } from '../policy.js';

/** A request rate that stands for any other in the query of a success rate. */
const ANY_RATE = 987_654_321;

/** Whether the platform asks, which answers for templates of its own. */
const PLATFORM = 'variables.platform';

/** RE2 expression of the query that measures a workload of its own namespace alone. */
function ownQuery(): string {
  const escaped = successRateQuery(ANY_RATE).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `^${escaped.replace(String(ANY_RATE), '[0-9.]+')}$`;
}

/**
 * What a tenant has Flagger ask. Prometheus knows every tenant and answers Flagger everything, and the answer stands in
 * the events of the Canary: so a tenant asks what the platform itself would ask for it, where the platform asks.
 */
export function metricReferences(clusterDomain: string): readonly PolicyCheck[] {
  const address = `http://${PROMETHEUS.service}.${PROMETHEUS.namespace}.svc.${clusterDomain}:${PROMETHEUS.port}`;
  return [
    {
      kind: 'holds',
      expression: onlyFor(
        ['MetricTemplate'],
        `${PLATFORM} || object.spec.provider.type == "prometheus" && object.spec.provider.?address.orValue("") == ${text(address)}`,
      ),
      what: 'Flagger would call something else than the Prometheus of the platform',
      remedy: `Write provider: { type: prometheus, address: ${address} }.`,
    },
    {
      kind: 'holds',
      expression: onlyFor(['MetricTemplate'], `${PLATFORM} || object.spec.query.matches(${text(ownQuery())})`),
      what: 'the query may ask about other tenants',
      remedy: 'Write the query of a success rate as a CanaryRelease has it; other templates come from the platform.',
    },
    {
      kind: 'holds',
      expression: onlyFor(['Canary'], 'object.spec.?analysis.?metrics.orValue([]).all(m, m.?query.orValue("") == "")'),
      what: 'the query of a metric may ask about other tenants',
      remedy: 'Name a template of this namespace in templateRef, or a metric that Flagger has built in.',
    },
  ];
}
