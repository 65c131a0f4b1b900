import type { Input, ResourceOptions } from '@pulumi/pulumi';
import { kubernetesSdkVersion, pulumi } from './sdk.js';

/** Props of {@link KubernetesProvider}. */
export interface KubernetesProviderProps {
  /** Text of a kubeconfig, or path of one. */
  readonly kubeconfig: Input<string>;
  /**
   * Context of the kubeconfig.
   * @default - its current context
   */
  readonly context?: Input<string>;
  /**
   * Whether an object that is there already is an error, or is taken over by the resource that would make it. To take
   * over is for the one run in which objects come from another program or from Flux.
   * @default 'error'
   */
  readonly existing?: 'error' | 'take-over';
}

/**
 * The Kubernetes provider with the flags that the bridge counts on: server-side apply, and ConfigMaps and Secrets that
 * are updated in place. Without the last two a changed value shows as a replacement of an object with a fixed name.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/
 */
export class KubernetesProvider extends pulumi.ProviderResource {
  /**
   * @param name - name of the resource in the stack
   * @param props - the cluster
   * @param options - options of the resource
   */
  constructor(name: string, props: KubernetesProviderProps, options: ResourceOptions = {}) {
    const { kubeconfig, context, existing } = props;
    const inputs = {
      kubeconfig,
      ...(context === undefined ? {} : { context }),
      // Inputs of providers are text.
      enableServerSideApply: 'true',
      enableConfigMapMutable: 'true',
      enableSecretMutable: 'true',
      ...(existing === 'take-over' ? { upsertExistingObjects: 'true' } : {}),
    };
    super('kubernetes', name, inputs, { version: kubernetesSdkVersion(), ...options });
  }
}
