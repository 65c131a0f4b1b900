import type { Config } from '@pulumi/pulumi';
import { MeshApp, setOwner } from 'tenant-mesh';
import { FluxFloor, KubernetesProvider, deploy, type Deployment } from 'tenant-mesh/pulumi';
import { EksCluster, EksNetwork, type MeshCa } from 'tenant-mesh/pulumi/eks';
import { EKS_REGION, addEksProd } from '../eks-prod.js';
import { addMeshCa, meshCaFacts } from './eks-mesh-ca.js';
import { addEksTenant, signInFacts, signInSecrets, type EksTenant } from './eks-tenants.js';
import { rootSecret, secretsFrom } from './secrets.js';

/** Tenants of the reference platform. */
const TENANTS = ['tenant-a', 'tenant-b'] as const;
const NAME = 'eks-prod';

/** What the program made. */
export interface EksProgram {
  readonly network: EksNetwork;
  readonly cluster: EksCluster;
  readonly tenants: readonly EksTenant[];
  /** The private CA, where the setting `meshCa` asks for one. */
  readonly meshCa: MeshCa | undefined;
  readonly deployment: Deployment;
}

/**
 * The reference platform on EKS from nothing: network, cluster, what tenants are and keep at AWS, then Flux and what it
 * stands on. With `git: true` Flux applies the platform from Git, with values of the cluster from the ConfigMap of facts;
 * else Pulumi applies everything, and Flux only installs the charts.
 */
export function eks(config: Config): EksProgram {
  const withGit = config.getBoolean('git') ?? false;
  const network = new EksNetwork(NAME, { kind: 'new', region: EKS_REGION, clusterName: NAME });
  const cluster = makeCluster(config, network);
  const tenants = TENANTS.map((name) => addEksTenant(name, cluster));
  const meshCa = addMeshCa(config, cluster);
  // With Git, Flux applies what stacks/main.ts wrote there: the options are to be the same.
  const root = meshCa === undefined ? 'imported' : 'aws-pca';
  const { cluster: tree } = addEksProd(new MeshApp(), { tenants: TENANTS, root, data: 'documents' });
  setOwner(tree, 'pulumi', withGit ? { kinds: ['Namespace'] } : {});

  // Nodes and add-ons first: what is put into the cluster before them would wait for pods that cannot start.
  const provider = new KubernetesProvider(
    'cluster',
    { kubeconfig: cluster.kubeconfig },
    { dependsOn: [...cluster.ready] },
  );
  const credentials = withGit ? secretsFrom(config, { git: ['identity', 'known_hosts'] })['git'] : undefined;
  const floor = new FluxFloor('flux', { provider, ...(credentials === undefined ? {} : { credentials }) });
  if (!withGit) floor.start({ source: { kind: 'none' } });
  const deployment = deploy(tree, {
    provider,
    facts: { vpc_id: network.vpcId, ...signInFacts(tenants), ...meshCaFacts(meshCa) },
    secrets: { ...signInSecrets(tenants), ...(meshCa === undefined ? rootSecret(config) : {}) },
    // Before the CA is active, what cert-manager asks of it would fail.
    dependsOn: [floor.namespace, ...(meshCa === undefined ? [] : [meshCa])],
  });
  if (withGit) floor.start({ source: { kind: 'git', cluster: tree }, dependsOn: deployment.resources });
  return { network, cluster, tenants, meshCa, deployment };
}

/** Nodes in one group over three zones; whoever runs the program is among the administrators. */
function makeCluster(config: Config, network: EksNetwork): EksCluster {
  const publicAccessCidrs = config.getObject<string[]>('publicAccessCidrs');
  return new EksCluster(NAME, {
    network,
    version: config.get('kubernetesVersion') ?? '1.35',
    compute: {
      kind: 'managed',
      nodeGroups: { general: { instanceTypes: ['m7i.xlarge'], scaling: { min: 3, max: 9 } } },
    },
    endpoint: publicAccessCidrs === undefined ? { kind: 'private' } : { kind: 'public', publicAccessCidrs },
    access: {
      administrators: {
        kind: 'policy',
        policy: 'AmazonEKSClusterAdminPolicy',
        principalArn: config.require('administratorArn'),
        // The admission policies exempt this group, and nobody by rights alone.
        kubernetesGroups: ['platform-administrators'],
      },
    },
    hostedZoneIds: [config.require('hostedZoneId')],
  });
}
