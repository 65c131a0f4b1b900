import type { Config } from '@pulumi/pulumi';
import { MeshApp, setOwner } from 'tenant-mesh';
import { FluxFloor, KubernetesProvider, deploy, type Deployment } from 'tenant-mesh/pulumi';
import { addMetalProd } from '../metal-prod.js';
import { rootSecret, secretsFrom } from './secrets.js';

/**
 * The reference platform on a cluster that is there, reached by a kubeconfig. With `git: true` Pulumi makes what Flux
 * itself stands on, with the namespaces and the Secrets in them, and Flux applies the rest from Git; else Pulumi applies
 * everything, and Flux only installs the charts.
 */
export function bareMetal(config: Config): Deployment {
  const withGit = config.getBoolean('git') ?? false;
  const app = new MeshApp();
  const { cluster } = addMetalProd(app);
  setOwner(cluster, 'pulumi', withGit ? { kinds: ['Namespace'] } : {});
  const provider = new KubernetesProvider('cluster', { kubeconfig: config.requireSecret('kubeconfig') });
  const credentials = withGit ? secretsFrom(config, { git: ['identity', 'known_hosts'] })['git'] : undefined;
  const floor = new FluxFloor('flux', { provider, ...(credentials === undefined ? {} : { credentials }) });
  if (!withGit) floor.start({ source: { kind: 'none' } });
  const deployment = deploy(cluster, {
    provider,
    secrets: { ...rootSecret(config), ...secretsFrom(config, { 'cert-manager/gateway-ca': ['tls.crt', 'tls.key'] }) },
    dependsOn: [floor.namespace],
  });
  if (withGit) floor.start({ source: { kind: 'git', cluster }, dependsOn: deployment.resources });
  return deployment;
}
