import { Construct } from 'constructs';
import { ServiceAccountV1 } from '../../lib/imports/kubernetes/index.js';
import { dnsSubdomain } from '../../lib/model/index.js';

/** Props of {@link LockedServiceAccount}. */
export interface LockedServiceAccountProps {
  /** Name of the account. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /**
   * Annotations, such as the role of a cloud.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * A ServiceAccount whose token no pod gets by default: an identity in the mesh, without rights in the cluster.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
 */
export class LockedServiceAccount extends Construct {
  /** Name of the account. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: LockedServiceAccountProps) {
    super(scope, id);
    this.name = dnsSubdomain(props.name, { where: this.node.path, field: 'name' });
    new ServiceAccountV1(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: props.namespace,
        ...(props.annotations === undefined ? {} : { annotations: { ...props.annotations } }),
      },
      automountServiceAccountToken: false,
    });
  }
}
