import type { CustomResourceOptions, Input, Inputs, Output } from '@pulumi/pulumi';
import type { KubeMetadata } from '../model/index.js';
import { pulumi } from './sdk.js';
import { typeToken } from './type-token.js';

/** A Kubernetes object as inputs of a resource. */
export interface KubeInputs extends Inputs {
  /** Group and version, such as `apps/v1`. */
  readonly apiVersion: string;
  /** Kind, such as `Deployment`. */
  readonly kind: string;
  /** Name, namespace, labels and annotations. */
  readonly metadata: Input<object>;
}

/** A Kubernetes object that Pulumi applies. */
export class KubeResource extends pulumi.CustomResource {
  /** Metadata as the server has it. */
  declare readonly metadata: Output<KubeMetadata>;
  /** Status as the server has it; for what is known only when the object lives, such as the address of a Service. */
  declare readonly status: Output<unknown>;

  /**
   * @param name - name of the resource in the stack
   * @param object - the object
   * @param options - options of the resource
   */
  constructor(name: string, object: KubeInputs, options: CustomResourceOptions) {
    // A resource has outputs for the keys of its inputs alone, so status is named among them.
    super(typeToken(object.apiVersion, object.kind), name, { ...object, status: undefined }, options);
  }
}
