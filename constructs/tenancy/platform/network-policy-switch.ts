import { Construct } from 'constructs';
import { ConfigMapV1 } from '../../../lib/imports/kubernetes/index.js';

/**
 * Turns on the controller of EKS Auto Mode for NetworkPolicies. Without it the API server takes policies and nobody
 * keeps them. A class of nodes for it is optional.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
 */
export class NetworkPolicySwitch extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new ConfigMapV1(this, 'Resource', {
      metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' },
      data: { 'enable-network-policy-controller': 'true' },
    });
  }
}
