import { MeshApp, Tenant, setFormerPaths, setOwner } from 'tenant-mesh';
import { FluxFloor, KubernetesProvider, deploy, type Protection } from 'tenant-mesh/pulumi';
import { pulumi } from '../../../lib/pulumi/sdk.js';
import { addMetalProd } from '../../../stacks/metal-prod.js';

/** What a step of the cycle changes. */
export interface ReferenceStep {
  /** Version of the one workload of the tenant that changes. */
  readonly tag: string;
  /** Id of the construct of that tenant. */
  readonly id: string;
  /** Paths that the construct had before. */
  readonly formerly: readonly string[];
  readonly protect: Protection;
}

/** The value of every key of the Secrets that the program supplies; it may stand nowhere in clear. */
export const SECRET_VALUE = 'c2VjcmV0LW9mLXRoZS1yb290';

const SECRETS = {
  'istio-system/mesh-root-ca': ['tls.crt', 'tls.key', 'ca.crt'],
  'cert-manager/gateway-ca': ['tls.crt', 'tls.key'],
} as const;

/**
 * The reference platform on bare metal without Git, with one tenant more: Pulumi applies every object, and of Flux there
 * is what installs the charts.
 */
export function referenceProgram(step: ReferenceStep): void {
  const app = new MeshApp();
  const { cluster, platform } = addMetalProd(app);
  setOwner(cluster, 'pulumi');
  const tenant = new Tenant(cluster, step.id, {
    platform,
    name: 'tenant-c',
    hosts: ['tenant-c.example.com'],
    access: { kind: 'jwt', issuer: 'https://login.example.com/realms/tenant-c', claims: { tenant: ['tenant-c'] } },
  });
  tenant.addWorkload('app', {
    containers: [{ name: 'app', image: 'ghcr.io/example/app', tag: step.tag, ports: [{ targetPort: 8080 }] }],
  });
  setFormerPaths(tenant, step.formerly);
  const provider = new KubernetesProvider('bench', { kubeconfig: '{}' });
  const { protect } = step;
  const floor = new FluxFloor('flux', { provider, protect });
  const instance = floor.start({ source: { kind: 'none' }, wait: 'nothing' });
  const value = pulumi.secret(SECRET_VALUE);
  const secrets = Object.entries(SECRETS).map(([name, keys]) => [
    name,
    Object.fromEntries(keys.map((key) => [key, value])),
  ]);
  deploy(cluster, {
    provider,
    protect,
    dependsOn: [floor.namespace, instance],
    wait: 'nothing',
    secrets: Object.fromEntries(secrets) as Record<string, Record<string, typeof value>>,
  });
}
