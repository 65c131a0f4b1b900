import type { Input, ProviderResource, Resource } from '@pulumi/pulumi';
import type { Owner } from '../model/index.js';
import type { FactValues } from './facts.js';
import type { Protection } from './keep.js';

/** Data of a Secret by key. */
export type SecretData = Readonly<Record<string, Input<string>>>;

/** How {@link deploy} works. */
export interface DeployOptions {
  /**
   * The Kubernetes provider; see {@link KubernetesProvider} for the flags that it needs.
   * @default - the default provider of the stack
   */
  readonly provider?: ProviderResource;
  /**
   * Who applies objects of which nobody said it with `setOwner`.
   * @default - Flux in a Cluster, as in `synth`; Pulumi in a chart or construct outside of one
   */
  readonly owner?: Owner;
  /**
   * Values of facts, by name, beside those of `fact(output, ...)`.
   * @default - none
   */
  readonly facts?: FactValues;
  /**
   * Secrets that the tree needs and that this program knows, as `namespace/name` and data by key.
   * @default - none; somebody else supplies them
   */
  readonly secrets?: Readonly<Record<string, SecretData>>;
  /**
   * When an object is done: when it is ready, as far as its kind says so, or as soon as the provider says so. Words of
   * `setWait` go before.
   * @default 'ready'
   */
  readonly wait?: 'ready' | 'provider' | 'nothing';
  /**
   * What is protected from deletion and replacement.
   * @default 'data'
   */
  readonly protect?: Protection;
  /**
   * Resource above the outermost component.
   * @default - the stack
   */
  readonly parent?: Resource;
  /**
   * Resources that must stand before anything here, such as the cluster itself.
   * @default - none
   */
  readonly dependsOn?: readonly Resource[];
}
