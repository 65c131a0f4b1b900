import type { ComponentResourceOptions } from '@pulumi/pulumi';
import { pulumi } from './sdk.js';

/**
 * Constructs whose components bear their own names. The names of all components above a resource are part of its URN,
 * so only public names, which a release keeps, may stand here; every other construct is a `Construct`.
 */
const NAMED: ReadonlySet<string> = new Set([
  'CanaryRelease',
  'Chart',
  'Cluster',
  'MeshNamespace',
  'MetalLBPool',
  'Platform',
  'SecureGateway',
  'SignIn',
  'Tenant',
  'TenantCA',
  'Workload',
]);

/** A chart or construct as `pulumi up` shows it: the parent of what stands below it. */
export class ConstructComponent extends pulumi.ComponentResource {
  /**
   * @param path - path of the construct
   * @param className - name of its class
   * @param options - options of the component
   */
  constructor(path: string, className: string, options: ComponentResourceOptions) {
    super(componentType(className), path, {}, options);
  }

  /** Says that everything below it is registered. */
  close(): void {
    this.registerOutputs({});
  }
}

/** Type token of the component of a construct. */
export function componentType(className: string): string {
  return `tenant-mesh:index:${NAMED.has(className) ? className : 'Construct'}`;
}

/** Names of classes that are type tokens. */
export const COMPONENT_NAMES: readonly string[] = [...NAMED];
