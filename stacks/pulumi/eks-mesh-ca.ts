import type { Config, Output } from '@pulumi/pulumi';
import { MeshCa, type EksCluster } from 'tenant-mesh/pulumi/eks';
import { MESH_CA_FACT } from '../eks-prod.js';

const ARN = /^arn:aws[a-z-]*:acm-pca:[a-z0-9-]+:\d{12}:certificate-authority\/[0-9a-f-]+$/;

/**
 * The private CA that keeps the root of the mesh, by the setting `meshCa`: `root`, or the ARN of the CA that it stands
 * below. Without the setting the root is imported.
 */
export function addMeshCa(config: Config, cluster: EksCluster): MeshCa | undefined {
  const setting = config.get('meshCa');
  if (setting === undefined) return undefined;
  const common = { cluster, commonName: 'mesh root' };
  if (setting === 'root') return new MeshCa('mesh', { kind: 'root', ...common });
  if (ARN.test(setting)) {
    return new MeshCa('mesh', { kind: 'subordinate', parentArn: setting, pathLength: 1, ...common });
  }
  throw new Error(`"${setting}" is no CA; set \`meshCa\` to root, or to the ARN of the CA in ACM PCA above the mesh.`);
}

/** What the tree must be told of the CA. */
export function meshCaFacts(meshCa: MeshCa | undefined): Readonly<Record<string, Output<string>>> {
  return meshCa === undefined ? {} : { [MESH_CA_FACT]: meshCa.arn };
}
