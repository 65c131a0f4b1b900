import { Construct } from 'constructs';
import { PrometheusRuleV1 } from '../../lib/imports/prometheus-operator/index.js';
import { DELIVERY_ALERTS, MESH_ALERTS, rootExpires, ruleOf } from './alert-rules.js';
import { MONITORING_NAMESPACE } from './scrape.js';

/** Props of {@link PlatformAlerts}. */
export interface PlatformAlertsProps {
  /**
   * The day on which the imported root of the mesh ends, such as `2036-11-01`.
   * @default - nobody is warned of it
   */
  readonly rootNotAfter?: string;
}

/**
 * Alerts that matter on such a platform: refused requests, plaintext, gateway errors, the control plane, certificates,
 * failed releases and a repository that is no longer followed.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
export class PlatformAlerts extends Construct {
  constructor(scope: Construct, id: string, props: PlatformAlertsProps = {}) {
    super(scope, id);
    const { rootNotAfter } = props;
    const root = rootNotAfter === undefined ? [] : [rootExpires(this.node.path, rootNotAfter)];
    new PrometheusRuleV1(this, 'Resource', {
      metadata: { name: 'platform-alerts', namespace: MONITORING_NAMESPACE },
      spec: {
        groups: [
          { name: 'mesh.alerts', rules: MESH_ALERTS.map(ruleOf) },
          { name: 'delivery.alerts', rules: [...DELIVERY_ALERTS, ...root].map(ruleOf) },
        ],
      },
    });
  }
}
