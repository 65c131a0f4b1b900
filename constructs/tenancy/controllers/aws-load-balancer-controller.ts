import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { clusterOf, targetOf, type Target } from '../../../lib/targets/index.js';
import { MeshError, type JsonObject } from '../../../lib/model/index.js';
import { checkReplicas, controllerRelease, RESTRICTED_CONTAINER, type ControllerProps } from './controller.js';
import { predictedCrds, predictedService, predictedWorkload } from './predicted.js';
import { requireTarget } from './require-target.js';

/** Props of {@link AwsLoadBalancerController}. */
export interface AwsLoadBalancerControllerProps extends ControllerProps {
  /**
   * Where the cluster runs.
   * @default - the target of the nearest Cluster
   */
  readonly target?: Target;
  /**
   * Id of the VPC. May be a fact.
   * @default - the controller asks the metadata service of its node, which a hop limit of 1 forbids
   */
  readonly vpcId?: string;
  /**
   * Replicas.
   * @default 2
   */
  readonly replicas?: number;
}

const NAME = 'aws-load-balancer-controller';
const NAMESPACE = 'kube-system';
const LABELS = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/instance': NAME } as const;

/**
 * The AWS load balancer controller. Its webhook for Services is off: it would stop every Service of the cluster while
 * the controller is away; Services name their load balancer class instead.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
export class AwsLoadBalancerController extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: AwsLoadBalancerControllerProps = {}) {
    super(scope, id);
    const target = requireTarget(this, targetOf(this, props.target), 'eks', 'The AWS load balancer controller');
    const clusterName = target.clusterName ?? clusterOf(this)?.name ?? missingName(this);
    const replicaCount = checkReplicas(this, props.replicas ?? 2);
    this.release = controllerRelease(this, props, {
      name: NAME,
      namespace: NAMESPACE,
      chart: NAME,
      values: () => controllerValues(clusterName, target.region, replicaCount, props.vpcId),
      predict: () => [
        ...predictedCrds(NAME),
        ...predictedWorkload({
          name: NAME,
          namespace: NAMESPACE,
          labels: LABELS,
          serviceAccountName: NAME,
          ports: [9443],
        }),
        predictedService('aws-load-balancer-webhook-service', NAMESPACE, LABELS, [
          { name: 'webhook-server', port: 443, targetPort: 9443 },
        ]),
      ],
    });
  }
}

function controllerValues(
  clusterName: string,
  region: string,
  replicaCount: number,
  vpcId: string | undefined,
): JsonObject {
  return {
    clusterName,
    region,
    ...(vpcId === undefined ? {} : { vpcId }),
    replicaCount,
    podDisruptionBudget: { maxUnavailable: 1 },
    serviceAccount: { create: true, name: NAME },
    enableServiceMutatorWebhook: false,
    keepTLSSecret: true,
    loadBalancerClass: 'service.k8s.aws/nlb',
    // Traffic enters through gateways alone, so nothing may serve an Ingress.
    createIngressClassResource: false,
    ingressClassParams: { create: false },
    // Istio serves the Gateway API. Left on, the controller starts with the CRDs of it that it finds, and ends
    // itself over those that it misses.
    controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false } },
    securityContext: RESTRICTED_CONTAINER,
  };
}

function missingName(scope: Construct): never {
  throw new MeshError({
    code: 'TM2007',
    where: scope.node.path,
    field: 'target.clusterName',
    what: 'the controller finds its subnets by the name of the EKS cluster, and no Cluster is above it',
    remedy: 'Write `Target.eks({ region: "eu-central-1", clusterName: "eks-prod" })`.',
  });
}
