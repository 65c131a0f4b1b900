import { Construct } from 'constructs';
import type { HelmRelease } from '../../flux/index.js';
import { controllerRelease, type ControllerProps } from './controller.js';
import { predictedWorkload } from './predicted.js';

/** Props of {@link IstioCni}. */
export interface IstioCniProps extends ControllerProps {
  /**
   * Whether namespaces in ambient mode are served too.
   * @default false
   */
  readonly ambient?: boolean;
}

const NAMESPACE = 'istio-cni';

/**
 * The CNI agent, which redirects traffic to the proxy, so that no pod of a tenant needs the right to do so. It runs
 * privileged, hence in a namespace of its own.
 *
 * @see https://istio.io/latest/docs/setup/additional-setup/cni/
 */
export class IstioCni extends Construct {
  /** The HelmRelease. */
  readonly release: HelmRelease;

  constructor(scope: Construct, id: string, props: IstioCniProps = {}) {
    super(scope, id);
    this.release = controllerRelease(this, props, {
      name: 'istio-cni',
      namespace: NAMESPACE,
      chart: 'istio-cni',
      values: () => ({
        chained: true,
        cniBinDir: '/opt/cni/bin',
        cniConfDir: '/etc/cni/net.d',
        // The network plugin may rewrite its own file; a file of Istio's own survives that.
        istioOwnedCNIConfig: true,
        excludeNamespaces: ['kube-system', NAMESPACE],
        seccompProfile: { type: 'RuntimeDefault' },
        ambient: { enabled: props.ambient ?? false },
        repair: { enabled: true, repairPods: true },
      }),
      predict: () =>
        predictedWorkload({
          kind: 'DaemonSet',
          name: 'istio-cni-node',
          namespace: NAMESPACE,
          labels: { 'k8s-app': 'istio-cni-node' },
          serviceAccountName: 'istio-cni',
          ports: [15014],
        }),
    });
  }
}
