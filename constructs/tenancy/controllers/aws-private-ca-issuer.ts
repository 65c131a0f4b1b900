import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { targetOf, type Target } from '../../../lib/targets/index.js';
import { PLATFORM_PRIORITY, spread } from '../placement.js';
import { checkReplicas, controllerRelease, RESTRICTED_CONTAINER, type ControllerProps } from './controller.js';
import { predictedCrds, predictedService, predictedWorkload } from './predicted.js';
import { requireTarget } from './require-target.js';

/** Props of {@link AwsPrivateCaIssuer}. */
export interface AwsPrivateCaIssuerProps extends ControllerProps {
  /**
   * Where the cluster runs.
   * @default - the target of the nearest Cluster
   */
  readonly target?: Target;
  /**
   * Replicas.
   * @default 2
   */
  readonly replicas?: number;
}

const NAME = 'aws-privateca-issuer';
const NAMESPACE = 'cert-manager';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } as const;

/**
 * The controller that has requests of cert-manager signed by AWS Private CA. Pod Identity ties its account
 * `aws-privateca-issuer` in `cert-manager` to the role that may ask the CA.
 *
 * @see https://github.com/cert-manager/aws-privateca-issuer
 */
export class AwsPrivateCaIssuer extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: AwsPrivateCaIssuerProps = {}) {
    super(scope, id);
    // Elsewhere its pods have no identity at AWS.
    requireTarget(this, targetOf(this, props.target), 'eks', 'aws-privateca-issuer');
    const replicaCount = checkReplicas(this, props.replicas ?? 2);
    this.release = controllerRelease(this, props, {
      name: NAME,
      namespace: NAMESPACE,
      chart: NAME,
      values: () => ({
        replicaCount,
        priorityClassName: PLATFORM_PRIORITY,
        topologySpreadConstraints: spread(LABELS),
        serviceAccount: { create: true, name: NAME },
        // The chart would let cert-manager approve requests to every issuer of these kinds, those of tenants among them.
        approverRole: { enabled: false },
        podSecurityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
        securityContext: RESTRICTED_CONTAINER,
      }),
      predict: () => [
        ...predictedCrds(NAME),
        ...predictedWorkload({
          name: NAME,
          namespace: NAMESPACE,
          labels: LABELS,
          serviceAccountName: NAME,
          ports: [8080],
        }),
        predictedService(NAME, NAMESPACE, LABELS, [{ name: 'http', port: 8080, targetPort: 8080 }]),
      ],
    });
  }
}
