import { Construct } from 'constructs';
import type { Target } from '../../../lib/targets/index.js';
import { RequiredFlows, type PartName } from '../flows/index.js';
import { platformSite } from './namespaces.js';

/** Props of {@link SystemFlows}. */
export interface SystemFlowsProps {
  /** Where the cluster runs. */
  readonly target: Target;
  /**
   * Id of the VPC, as the load balancer controller has it.
   * @default - the controller asks the metadata service of its node, and is let out to it
   */
  readonly vpcId?: string;
}

const NAMESPACE = 'kube-system';

/**
 * The flows of what the platform installs in `kube-system`. That namespace belongs to the cluster, so its other pods
 * are left alone.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class SystemFlows extends Construct {
  constructor(scope: Construct, id: string, props: SystemFlowsProps) {
    super(scope, id);
    for (const only of piecesOf(props.target)) {
      const asks = only === 'load-balancers' && props.vpcId === undefined;
      const parts: readonly PartName[] = asks ? ['load-balancers-metadata'] : [];
      const site = { ...platformSite(NAMESPACE, 'none', props.target), only, parts };
      new RequiredFlows(this, only, { site });
    }
  }
}

function piecesOf(target: Target): readonly PartName[] {
  const controller = target.kind === 'eks' && target.loadBalancers !== 'auto-mode';
  return controller ? ['metrics-server', 'load-balancers'] : ['metrics-server'];
}
