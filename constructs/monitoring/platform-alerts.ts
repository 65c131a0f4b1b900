import { Construct } from 'constructs';
import { PrometheusRuleV1 } from '../../lib/imports/prometheus-operator/index.js';
import { DELIVERY_ALERTS, MESH_ALERTS, ruleOf } from './alert-rules.js';
import { MONITORING_NAMESPACE } from './scrape.js';

/**
 * Alerts that matter on such a platform: refused requests, plaintext, gateway errors, the control plane, certificates,
 * failed releases and a repository that is no longer followed.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
export class PlatformAlerts extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new PrometheusRuleV1(this, 'Resource', {
      metadata: { name: 'platform-alerts', namespace: MONITORING_NAMESPACE },
      spec: {
        groups: [
          { name: 'mesh.alerts', rules: MESH_ALERTS.map(ruleOf) },
          { name: 'delivery.alerts', rules: DELIVERY_ALERTS.map(ruleOf) },
        ],
      },
    });
  }
}
