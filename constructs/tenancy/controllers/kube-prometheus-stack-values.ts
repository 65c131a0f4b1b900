import { KEYS, quantityNumber, type JsonObject } from '../../../lib/model/index.js';

/** What the values of Prometheus depend on. */
export interface PrometheusSettings {
  readonly retention: string;
  /** Size of the volume. */
  readonly storage: string;
  /** StorageClass of the volume. @default - the default class of the cluster */
  readonly storageClassName?: string | undefined;
  /** Name of the cluster, as a label of every metric that leaves it. @default - no label */
  readonly cluster?: string | undefined;
}

/** Tenants write no monitors and no rules that are read: a namespace of theirs has another role. */
const PLATFORM_NAMESPACES: JsonObject = { matchLabels: { [KEYS.role]: 'platform' } };

/** Values of everything but Prometheus and Alertmanager themselves. */
export function stackValues(grafanaSecret: string | undefined): JsonObject {
  const absent = { enabled: false };
  return {
    crds: { enabled: false },
    // These answer on the loopback of control plane nodes alone, where nothing can scrape them.
    kubeControllerManager: absent,
    kubeEtcd: absent,
    kubeProxy: absent,
    kubeScheduler: absent,
    defaultRules: { rules: { etcd: false, kubeControllerManager: false, kubeProxy: false, windows: false } },
    'prometheus-node-exporter': { namespaceOverride: 'monitoring-node' },
    grafana: {
      // Without it the chart makes a password once, keeps it in its own Secret, and finds it there from then on.
      ...(grafanaSecret === undefined
        ? {}
        : { admin: { existingSecret: grafanaSecret, userKey: 'admin-user', passwordKey: 'admin-password' } }),
      'grafana.ini': { 'auth.anonymous': { enabled: false }, users: { allow_sign_up: false } },
      // That init container runs as root, which Pod Security refuses; the volume is owned by fsGroup anyway.
      initChownData: absent,
      testFramework: absent,
    },
  };
}

/** The `prometheusSpec` of the chart. */
export function prometheusSpec(settings: PrometheusSettings): JsonObject {
  const { retention, storage, storageClassName, cluster } = settings;
  return {
    replicas: 1,
    retention,
    retentionSize: retentionSize(storage),
    ruleSelectorNilUsesHelmValues: false,
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    ruleNamespaceSelector: PLATFORM_NAMESPACES,
    serviceMonitorNamespaceSelector: PLATFORM_NAMESPACES,
    podMonitorNamespaceSelector: PLATFORM_NAMESPACES,
    probeNamespaceSelector: PLATFORM_NAMESPACES,
    scrapeConfigNamespaceSelector: PLATFORM_NAMESPACES,
    ...(cluster === undefined ? {} : { externalLabels: { cluster } }),
    storageSpec: {
      volumeClaimTemplate: {
        spec: {
          ...(storageClassName === undefined ? {} : { storageClassName }),
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage } },
        },
      },
    },
    resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '4Gi' } },
  };
}

/** The `alertmanagerSpec` of the chart; receivers hold secrets, so they come from a Secret alone. */
export function alertmanagerSpec(configSecret: string | undefined): JsonObject {
  return { replicas: 2, ...(configSecret === undefined ? {} : { useExistingSecret: true, configSecret }) };
}

/** Leaves room for the write-ahead log, so that the volume does not fill before old data goes. */
function retentionSize(storage: string): string {
  return `${Math.floor(((quantityNumber(storage) ?? 0) / 2 ** 20) * 0.85)}MiB`;
}
