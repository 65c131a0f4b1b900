import { Construct } from 'constructs';
import { ConfigMapV1, NamespaceV1 } from 'tenant-mesh/kubernetes/kinds';
import { MeshApp, setOwner } from 'tenant-mesh';
import { FluxFloor, KubernetesProvider, deploy, type Protection } from 'tenant-mesh/pulumi';
import { setFormerPaths } from '../../../lib/model/index.js';
import { pulumi } from '../../../lib/pulumi/sdk.js';
import { addMetalProd } from '../../../stacks/metal-prod.js';

/** The Secret that the program supplies. */
const ROOT_SECRET = 'istio-system/mesh-root-ca';

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

/**
 * What Pulumi applies of the reference platform on bare metal where Flux applies the rest: namespaces, definitions of
 * kinds, flows of the platform, one Secret that the program knows, Flux itself, and one more team.
 */
export function referenceProgram(step: Step): void {
  const app = new MeshApp();
  const { cluster } = addMetalProd(app);
  setOwner(cluster, 'pulumi', { kinds: ['Namespace'] });
  setOwner(cluster.node.findChild('platform').node.findChild('crds'), 'pulumi');
  const team = new Construct(cluster, step.team);
  setOwner(team, 'pulumi');
  const namespace = 'team-c';
  new NamespaceV1(team, 'Resource', { metadata: { name: namespace } });
  new ConfigMapV1(team, 'settings', { metadata: { name: 'settings', namespace }, data: { setting: step.setting } });
  setFormerPaths(team, step.formerly);
  const provider = new KubernetesProvider('bench', { kubeconfig: '{}' });
  const key = pulumi.secret(ROOT_KEY);
  const { protect } = step;
  const floor = new FluxFloor('flux', { provider, protect });
  const { resources } = deploy(cluster, {
    provider,
    protect,
    dependsOn: [floor.namespace],
    wait: 'nothing',
    secrets: { [ROOT_SECRET]: { 'tls.crt': key, 'tls.key': key, 'ca.crt': key } },
  });
  floor.start({ source: { kind: 'git', cluster }, dependsOn: resources, wait: 'nothing' });
}
