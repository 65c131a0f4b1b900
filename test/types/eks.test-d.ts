// Lines marked with an expected error must not compile; the others must.
import { TenantCA, type MeshRoot, type Tenant } from 'tenant-mesh';
import { openAwsEgress } from 'tenant-mesh/eks';
import { EksCluster, MeshCa, type EksNetwork, type EksCompute, type EksNetworkProps } from 'tenant-mesh/pulumi/eks';
import type { Construct } from 'constructs';

declare const scope: Construct;
declare const network: EksNetwork;
declare const cluster: EksCluster;
declare const root: MeshRoot;
declare const tenant: Tenant;

const general = new MeshCa('mesh', { kind: 'root', cluster, commonName: 'mesh' });
const leaf = new MeshCa('leaf', { kind: 'leaf-issuer', cluster, commonName: 'leaf', parentArn: general.arn });

new TenantCA(scope, 'a', { tenant: 'tenant-a', isolation: 'soft', source: general.source });
new TenantCA(scope, 'b', { tenant: 'tenant-b', isolation: 'soft', source: { kind: 'intermediate-of-root', root } });
// @ts-expect-error -- a CA in short-lived mode signs no intermediate
new TenantCA(scope, 'c', { tenant: 'tenant-c', isolation: 'soft', source: leaf.source });
new TenantCA(scope, 'd', {
  tenant: 'tenant-d',
  isolation: 'hard',
  gateway: 'dedicated',
  controlPlaneNamespace: 'tenant-d-istio',
  source: leaf.source,
});

// @ts-expect-error -- no intermediate fits below a CA with path length 0
new MeshCa('below', { kind: 'subordinate', cluster, commonName: 'x', parentArn: general.arn, pathLength: 0 });

// @ts-expect-error -- under Auto Mode nobody makes node groups
export const auto: EksCompute = { kind: 'auto', nodeGroups: {} };

export const existing: EksNetworkProps = {
  kind: 'existing',
  region: 'eu-central-1',
  clusterName: 'a',
  vpcId: 'vpc-1',
  privateSubnetIds: [],
  // @ts-expect-error -- subnets that exist have no NAT gateways to be made
  natGateways: 'single',
};

new EksCluster('prod', {
  network,
  version: '1.35',
  compute: { kind: 'auto' },
  // @ts-expect-error -- a private API server has no addresses that reach it from outside
  endpoint: { kind: 'private', publicAccessCidrs: [] },
  access: {},
});

openAwsEgress(tenant.namespace, { region: 'eu-central-1', credentials: 'pod-identity' });
