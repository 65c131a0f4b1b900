import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import type { JsonObject } from '../../../lib/model/index.js';
import { PLATFORM_PRIORITY, spread } from '../placement.js';
import { checkReplicas, controllerRelease, type ControllerProps } from './controller.js';
import { predictedCrds, predictedService, predictedWorkload } from './predicted.js';

/** Props of {@link CertManager}. */
export interface CertManagerProps extends ControllerProps {
  /**
   * Issuers whose CertificateRequests are approved, by full signer name and without wildcards, such as
   * `issuers.cert-manager.io/istio-system.mesh-root`. Requests to any other issuer are never signed.
   */
  readonly approveSignerNames: () => readonly string[];
  /**
   * Replicas of controller, webhook and cainjector.
   * @default 2
   */
  readonly replicas?: number;
}

const NAMESPACE = 'cert-manager';
const NAME = 'app.kubernetes.io/name';

/**
 * cert-manager, with the controllers that sign Kubernetes CertificateSigningRequests and an explicit list of issuers
 * it approves requests for.
 *
 * @see https://cert-manager.io/docs/installation/helm/
 */
export class CertManager extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: CertManagerProps) {
    super(scope, id);
    const replicas = checkReplicas(this, props.replicas ?? 2);
    this.release = controllerRelease(this, props, {
      name: 'cert-manager',
      namespace: NAMESPACE,
      chart: 'cert-manager',
      values: () => certManagerValues(props, replicas),
      predict: predictCertManager,
    });
  }
}

function certManagerValues(props: CertManagerProps, replicas: number): JsonObject {
  const replicated = (name: string): JsonObject => ({
    replicaCount: replicas,
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    topologySpreadConstraints: spread({ [NAME]: name }),
    // Policies of the namespace come from the one table of flows; the chart's would open more.
    networkPolicy: { enabled: false },
  });
  return {
    ...replicated('cert-manager'),
    crds: { enabled: true, keep: true },
    // Without this gate a request of istiod is approved and then never signed.
    featureGates: 'ExperimentalCertificateSigningRequestControllers=true',
    approveSignerNames: [...props.approveSignerNames()].sort(),
    global: {
      leaderElection: { namespace: NAMESPACE },
      priorityClassName: PLATFORM_PRIORITY,
      // The built-in roles would let every holder of `edit` create Certificates.
      rbac: { aggregateClusterRoles: false },
    },
    webhook: replicated('webhook'),
    cainjector: replicated('cainjector'),
  };
}

function predictCertManager(): ReturnType<typeof predictedCrds> {
  const labels = (name: string): Record<string, string> => ({
    [NAME]: name,
    'app.kubernetes.io/instance': 'cert-manager',
  });
  const workload = (suffix: string, name: string, ports: readonly number[]): ReturnType<typeof predictedWorkload> =>
    predictedWorkload({
      name: `cert-manager${suffix}`,
      namespace: NAMESPACE,
      labels: labels(name),
      serviceAccountName: `cert-manager${suffix}`,
      ports,
    });
  return [
    ...predictedCrds('cert-manager'),
    ...workload('', 'cert-manager', [9402]),
    ...workload('-webhook', 'webhook', [10250, 9402]),
    ...workload('-cainjector', 'cainjector', [9402]),
    predictedService('cert-manager-webhook', NAMESPACE, labels('webhook'), [
      { name: 'https', port: 443, targetPort: 10250 },
    ]),
  ];
}
