import { Construct } from 'constructs';
import { PodMonitorV1 } from '../../lib/imports/prometheus-operator/index.js';
import type { Target } from '../../lib/targets/index.js';
import { MONITORING_NAMESPACE, scrapedPodsSpec, type ScrapedPods } from './scrape.js';

/** Props of {@link PlatformMonitors}. */
export interface PlatformMonitorsProps {
  /** Where the cluster runs; some controllers are there on one target alone. */
  readonly target: Target['kind'];
}

const NAME = 'app.kubernetes.io/name';
const INSTANCE = 'app.kubernetes.io/instance';
const FLUX = [
  'helm-controller',
  'image-automation-controller',
  'image-reflector-controller',
  'kustomize-controller',
  'notification-controller',
  'source-controller',
] as const;

const EVERYWHERE: readonly ScrapedPods[] = [
  {
    name: 'cert-manager',
    namespace: 'cert-manager',
    labels: { [INSTANCE]: ['cert-manager', 'trust-manager'] },
    port: 9402,
  },
  { name: 'flux', namespace: 'flux-system', labels: { app: FLUX }, port: 8080 },
  { name: 'kiali', namespace: 'kiali', labels: { [NAME]: ['kiali'] }, port: 9090 },
];
const EKS: readonly ScrapedPods[] = [
  { name: 'external-dns', namespace: 'external-dns', labels: { [NAME]: ['external-dns'] }, port: 7979 },
];

/**
 * Scrapes the controllers of the platform whose charts bring no monitor.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/
 */
export class PlatformMonitors extends Construct {
  constructor(scope: Construct, id: string, props: PlatformMonitorsProps) {
    super(scope, id);
    for (const pods of props.target === 'eks' ? [...EVERYWHERE, ...EKS] : EVERYWHERE) {
      new PodMonitorV1(this, pods.name, {
        metadata: { name: pods.name, namespace: MONITORING_NAMESPACE },
        spec: scrapedPodsSpec(pods),
      });
    }
  }
}
