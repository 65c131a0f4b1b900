import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import {
  byteQuantity,
  dnsSubdomain,
  durationMs,
  goDuration,
  MeshError,
  needSecret,
  type GoDuration,
  type KubeObject,
} from '../../../lib/model/index.js';
import { clusterOf } from '../../../lib/targets/index.js';
import { controllerRelease, MARKED_RULES, PATCHED_WEBHOOKS, type ControllerProps } from './controller.js';
import { alertmanagerSpec, prometheusSpec, stackValues } from './kube-prometheus-stack-values.js';
import { predictedService, predictedWorkload } from './predicted.js';
import { PROMETHEUS } from './prometheus-names.js';

/** Props of {@link KubePrometheusStack}. */
export interface KubePrometheusStackProps extends ControllerProps {
  /**
   * How long metrics are kept.
   * @default '360h'
   */
  readonly retention?: string;
  /**
   * Size of the volume of Prometheus.
   * @default '50Gi'
   */
  readonly storage?: string;
  /**
   * StorageClass of that volume.
   * @default - the default class of the cluster
   */
  readonly storageClassName?: string;
  /**
   * Secret in `monitoring` with the configuration of Alertmanager under the key `alertmanager.yaml`.
   * @default - alerts are shown and sent to nobody
   */
  readonly alertmanagerConfigSecret?: string;
  /**
   * Secret in `monitoring` with `admin-user` and `admin-password` of Grafana. The release, and what waits for it, is
   * Ready once somebody has supplied it.
   * @default - the chart makes a password once and keeps it in the Secret `kube-prometheus-stack-grafana`
   */
  readonly grafanaAdminSecret?: string;
}

const NAME = 'kube-prometheus-stack';
const { namespace: NAMESPACE } = PROMETHEUS;

/**
 * Prometheus, Alertmanager, Grafana and their operator. CRDs come as plain manifests, monitors and rules of every
 * namespace of the platform are read without a release label, and node-exporter, which needs the host, runs in a
 * namespace of its own.
 *
 * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 */
export class KubePrometheusStack extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: KubePrometheusStackProps = {}) {
    super(scope, id);
    const where = this.node.path;
    const retention = goDuration(props.retention ?? '360h', { where, field: 'retention' });
    checkRetention(this, retention);
    const storage = byteQuantity(props.storage ?? '50Gi', { where, field: 'storage' });
    if (props.storageClassName !== undefined)
      dnsSubdomain(props.storageClassName, { where, field: 'storageClassName' });
    this.needSecrets(props);
    this.release = controllerRelease(this, props, {
      name: NAME,
      namespace: NAMESPACE,
      chart: NAME,
      crds: 'Skip',
      timeout: '15m',
      driftIgnore: [...PATCHED_WEBHOOKS, MARKED_RULES],
      values: () => ({
        ...stackValues(props.grafanaAdminSecret),
        prometheus: {
          prometheusSpec: prometheusSpec({ ...props, retention, storage, cluster: clusterOf(this)?.name }),
        },
        alertmanager: { alertmanagerSpec: alertmanagerSpec(props.alertmanagerConfigSecret) },
      }),
      predict,
    });
  }

  private needSecrets(props: KubePrometheusStackProps): void {
    this.needSecret('grafanaAdminSecret', props, ['admin-user', 'admin-password'], 'administrator of Grafana');
    this.needSecret('alertmanagerConfigSecret', props, ['alertmanager.yaml'], 'routes and receivers of alerts');
  }

  private needSecret(
    field: 'grafanaAdminSecret' | 'alertmanagerConfigSecret',
    props: KubePrometheusStackProps,
    keys: readonly string[],
    purpose: string,
  ): void {
    const given = props[field];
    if (given === undefined) return;
    const name = dnsSubdomain(given, { where: this.node.path, field });
    needSecret(this, { namespace: NAMESPACE, name, keys, purpose });
  }
}

function predict(): readonly KubeObject[] {
  const labels = (name: string): Record<string, string> => ({ 'app.kubernetes.io/name': name });
  return [
    ...predictedWorkload({
      kind: 'StatefulSet',
      name: `prometheus-${PROMETHEUS.service}`,
      namespace: NAMESPACE,
      labels: labels('prometheus'),
      serviceAccountName: PROMETHEUS.serviceAccountName,
      ports: [PROMETHEUS.port],
    }),
    ...predictedWorkload({
      kind: 'StatefulSet',
      name: `alertmanager-${NAME}-alertmanager`,
      namespace: NAMESPACE,
      labels: labels('alertmanager'),
      serviceAccountName: `${NAME}-alertmanager`,
      ports: [9093],
    }),
    ...predictedWorkload({
      name: `${NAME}-grafana`,
      namespace: NAMESPACE,
      labels: labels('grafana'),
      serviceAccountName: `${NAME}-grafana`,
      ports: [3000],
    }),
    predictedService(PROMETHEUS.service, NAMESPACE, labels('prometheus'), [
      { name: 'http-web', port: PROMETHEUS.port, targetPort: PROMETHEUS.port },
    ]),
    predictedService(`${NAME}-alertmanager`, NAMESPACE, labels('alertmanager'), [
      { name: 'http-web', port: 9093, targetPort: 9093 },
    ]),
    predictedService(`${NAME}-grafana`, NAMESPACE, labels('grafana'), [
      { name: 'http-web', port: 80, targetPort: 3000 },
    ]),
  ];
}

/** Below two hours nothing is ever written to a block; above two years the volume is another tool's work. */
function checkRetention(scope: Construct, retention: GoDuration): void {
  const hours = durationMs(retention) / 3_600_000;
  if (hours >= 2 && hours <= 17_520) return;
  throw new MeshError({
    code: 'TM1801',
    where: scope.node.path,
    field: 'retention',
    what: 'metrics are kept for 2 hours at least and 2 years at most',
    value: retention,
    remedy: 'Write a duration such as "360h", and send metrics to another store to keep them longer.',
  });
}
