import { Construct } from 'constructs';
import { ConfigMapV1, NamespaceV1 } from 'tenant-mesh/kubernetes/kinds';
import { MeshApp, setOwner, type Cluster } from 'tenant-mesh';
import { FluxFloor, KubernetesProvider, deploy, type Protection } from 'tenant-mesh/pulumi';
import { setFormerPaths } from '../../../lib/model/index.js';
import { pulumi } from '../../../lib/pulumi/sdk.js';
import { addMetalProd } from '../../../stacks/metal-prod.js';

/** The Secret that the program supplies. */
export const ROOT_SECRET = 'istio-system/mesh-root-ca';

/** What a step of the cycle changes. */
export interface Step {
  /** Value of a setting of one team. */
  readonly setting: string;
  /** Id of the construct of that team. */
  readonly team: string;
  /** Paths that the construct had before. */
  readonly formerly: readonly string[];
  readonly protect: Protection;
}

/** The value of every key of the Secret that the program supplies; it may stand nowhere in clear. */
export const ROOT_KEY = 'c2VjcmV0LW9mLXRoZS1yb290';

/** The reference platform on bare metal without Git, one more team beside it, and one Secret that the program knows. */
export function referenceProgram(step: Step, add: (app: MeshApp) => { cluster: Cluster } = addMetalProd): void {
  const app = new MeshApp();
  const { cluster } = add(app);
  setOwner(cluster, 'pulumi');
  const team = new Construct(cluster, step.team);
  const namespace = 'team-c';
  new NamespaceV1(team, 'Resource', { metadata: { name: namespace } });
  new ConfigMapV1(team, 'settings', { metadata: { name: 'settings', namespace }, data: { setting: step.setting } });
  setFormerPaths(team, step.formerly);
  const provider = new KubernetesProvider('bench', { kubeconfig: '{}' });
  const key = pulumi.secret(ROOT_KEY);
  const { protect } = step;
  const floor = new FluxFloor('flux', { provider, protect });
  floor.start({ source: { kind: 'none' }, wait: 'nothing' });
  deploy(cluster, {
    provider,
    protect,
    dependsOn: [floor.namespace],
    wait: 'nothing',
    secrets: { [ROOT_SECRET]: { 'tls.crt': key, 'tls.key': key, 'ca.crt': key } },
  });
}
