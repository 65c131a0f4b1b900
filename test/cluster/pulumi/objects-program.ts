import { ApiObject, Chart } from 'cdk8s';
import { MeshApp } from 'tenant-mesh';
import { KubernetesProvider, deploy, guardStack, setWait, type WaitSettings } from 'tenant-mesh/pulumi';
import type { KubeObject } from '../../../lib/model/index.js';
import { pulumi } from '../../../lib/pulumi/sdk.js';

/** A resource that no construct makes. */
export interface PlainResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Objects of a chart, which the bridge applies, and resources beside them. */
export interface ObjectsRun {
  readonly objects?: Readonly<Record<string, KubeObject>>;
  readonly plain?: readonly PlainResource[];
  readonly wait?: WaitSettings;
  /** Whether objects that are there are taken over. */
  readonly existing?: 'error' | 'take-over';
  /** Another stack of the project that applies objects to the same cluster. */
  readonly other?: string;
}

/** The program that tests the rules of the provider: whatever objects a test names, by the bridge or plainly. */
export function objectsProgram({ objects = {}, plain = [], wait, existing, other }: ObjectsRun): Outputs {
  const provider = new KubernetesProvider('bench', {
    kubeconfig: '{}',
    ...(existing === undefined ? {} : { existing }),
  });
  if (other !== undefined) {
    const reference = new pulumi.StackReference(`organization/${pulumi.getProject()}/${other}`);
    const owned = reference
      .requireOutput('owned')
      .apply((keys: unknown) => (Array.isArray(keys) ? keys.map(String) : []));
    guardStack([{ stack: other, owned, provider }]);
  }
  const chart = new Chart(new MeshApp(), 'mesh', { disableResourceNameHashes: true });
  for (const [id, object] of Object.entries(objects)) new ApiObject(chart, id, { ...object });
  if (wait !== undefined) setWait(chart, wait);
  const deployed = Object.keys(objects).length === 0 ? undefined : deploy(chart, { provider });
  const by = deployed === undefined ? new Bare() : provider;
  for (const { type, name, inputs } of plain) new Plain(type, name, inputs, { provider: by });
  return { owned: deployed?.owned ?? [] };
}

/** Outputs of the stack. */
export interface Outputs {
  readonly owned: readonly string[];
}

/** A Kubernetes provider without any flag. */
class Bare extends pulumi.ProviderResource {
  constructor() {
    super('kubernetes', 'bare', {});
  }
}

/** A resource of whatever type a test names. */
class Plain extends pulumi.CustomResource {}
