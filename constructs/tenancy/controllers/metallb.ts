import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { targetOf, type Target } from '../../../lib/targets/index.js';
import { controllerRelease, MARKED_RULES, PATCHED_WEBHOOKS, type ControllerProps } from './controller.js';
import { predictedCrds, predictedService, predictedWorkload } from './predicted.js';
import { NODE_PRIORITY, PLATFORM_PRIORITY } from '../placement.js';
import { PROMETHEUS } from './prometheus-names.js';
import { requireTarget } from './require-target.js';

/** Props of {@link MetalLB}. */
export interface MetalLBProps extends ControllerProps {
  /**
   * Where the cluster runs.
   * @default - the target of the nearest Cluster
   */
  readonly target?: Target;
  /**
   * How addresses are announced: by ARP and NDP alone, or by BGP through FRR-K8s, which adds privileged pods.
   * @default 'l2'
   */
  readonly announce?: 'l2' | 'bgp';
  /**
   * Whether its metrics are scraped; needs the CRDs of the Prometheus operator.
   * @default true
   */
  readonly monitored?: boolean;
}

const NAMESPACE = 'metallb-system';
const labels = (component: string): Record<string, string> => ({
  'app.kubernetes.io/name': 'metallb',
  'app.kubernetes.io/instance': 'metallb',
  'app.kubernetes.io/component': component,
});

/**
 * MetalLB, which gives LoadBalancer Services of bare metal their addresses.
 *
 * @see https://metallb.io/installation/
 */
export class MetalLB extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: MetalLBProps = {}) {
    super(scope, id);
    requireTarget(this, targetOf(this, props.target), 'bare-metal', 'MetalLB');
    const monitored = props.monitored ?? true;
    this.release = controllerRelease(this, props, {
      name: 'metallb',
      namespace: NAMESPACE,
      chart: 'metallb',
      driftIgnore: [
        ...PATCHED_WEBHOOKS,
        MARKED_RULES,
        { paths: ['/spec/conversion/webhook/clientConfig/caBundle'], target: { kind: 'CustomResourceDefinition' } },
      ],
      values: () => ({
        crds: { enabled: true, validationFailurePolicy: 'Fail' },
        frrk8s: { enabled: props.announce === 'bgp' },
        controller: { priorityClassName: PLATFORM_PRIORITY },
        speaker: { priorityClassName: NODE_PRIORITY, frr: { enabled: false } },
        prometheus: {
          serviceAccount: PROMETHEUS.serviceAccountName,
          namespace: PROMETHEUS.namespace,
          // Since 0.16 metrics want TLS and the token of the caller; the chart's PodMonitor sends neither.
          serviceMonitor: { enabled: monitored },
          prometheusRule: { enabled: monitored },
        },
      }),
      predict,
    });
  }
}

function predict(): ReturnType<typeof predictedCrds> {
  return [
    ...predictedCrds('metallb'),
    ...predictedWorkload({
      name: 'metallb-controller',
      namespace: NAMESPACE,
      labels: labels('controller'),
      serviceAccountName: 'metallb-controller',
      ports: [9443, 9120],
    }),
    ...predictedWorkload({
      kind: 'DaemonSet',
      name: 'metallb-speaker',
      namespace: NAMESPACE,
      labels: labels('speaker'),
      serviceAccountName: 'metallb-speaker',
      ports: [9120],
    }),
    predictedService('metallb-webhook-service', NAMESPACE, labels('controller'), [
      { name: 'https', port: 443, targetPort: 9443 },
    ]),
  ];
}
