import type { CustomResourceOptions, Input, Inputs, Output } from '@pulumi/pulumi';
import type { KubeMetadata } from '../model/index.js';
import { pulumi } from './sdk.js';
import { resourceToken } from './type-token.js';

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
    const token = resourceToken(object.apiVersion, object.kind, nameIn(object.metadata));
    super(token, name, { ...object, status: undefined }, options);
  }
}

/** Name of an object, which no fact can stand in; nothing where Kubernetes completes it. */
function nameIn(metadata: unknown): string | undefined {
  const name: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}
