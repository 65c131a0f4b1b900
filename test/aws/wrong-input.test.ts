import {
  EksNetwork,
  MeshCa,
  TenantData,
  TenantIdentity,
  TenantLogin,
  type EksNetworkProps,
} from 'tenant-mesh/pulumi/eks';
import { recordPulumi } from 'tenant-mesh/testing/pulumi';
import { checkedSubnet } from '../../lib/aws/network/role-tags.js';
import { CLUSTER, makeSmall, REGION } from './programs.js';

jest.setTimeout(120_000);

/** What a program is refused with. */
async function refusalOf(program: () => unknown): Promise<string> {
  let text = 'nothing was refused';
  await recordPulumi(() => {
    try {
      program();
    } catch (error) {
      text = error instanceof Error ? error.message : String(error);
    }
  });
  return text;
}

const network = (props: Partial<EksNetworkProps> & { readonly kind: 'new' }): EksNetwork =>
  new EksNetwork('prod', { region: REGION, clusterName: CLUSTER, ...props });
const identity = (): TenantIdentity =>
  new TenantIdentity('tenant-a', { cluster: makeSmall(), serviceAccounts: ['api'] });
const nodes = { instanceTypes: ['m7i.large'], scaling: { min: 1, max: 2 } };
const arn = 'arn:aws:iam::123456789012:role/somebody';

describe('wrong input', () => {
  it.each<readonly [string, () => unknown]>([
    ['a name with capitals', () => new EksNetwork('Prod', { kind: 'new', region: REGION, clusterName: CLUSTER })],
    [
      'a region that is a zone',
      () => new EksNetwork('prod', { kind: 'new', region: 'eu-central-1a', clusterName: CLUSTER }),
    ],
    ['a block that is too small', () => network({ kind: 'new', cidrBlock: '10.0.0.0/24' })],
    ['a block that begins in the middle', () => network({ kind: 'new', cidrBlock: '10.0.1.0/16' })],
    [
      'a zone of another region',
      () => network({ kind: 'new', availabilityZones: ['eu-central-1a', 'eu-west-1b', 'eu-central-1c'] }),
    ],
    [
      'one zone twice',
      () => network({ kind: 'new', availabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1b'] }),
    ],
    [
      'one subnet',
      () =>
        new EksNetwork('old', {
          kind: 'existing',
          region: REGION,
          clusterName: CLUSTER,
          vpcId: 'vpc-1',
          privateSubnetIds: ['subnet-1'],
        }),
    ],
    ['a cluster that nobody administrates', () => makeSmall({ access: {} })],
    [
      'an administrator of one namespace',
      () =>
        makeSmall({
          access: {
            one: { kind: 'policy', policy: 'AmazonEKSClusterAdminPolicy', principalArn: arn, namespaces: ['a'] },
          },
        }),
    ],
    [
      'an API server open to everybody',
      () => makeSmall({ endpoint: { kind: 'public', publicAccessCidrs: ['0.0.0.0/0'] } }),
    ],
    ['an API server open to an empty list', () => makeSmall({ endpoint: { kind: 'public', publicAccessCidrs: [] } })],
    [
      'a group of the system',
      () => makeSmall({ access: { dev: { kind: 'groups', principalArn: arn, kubernetesGroups: ['system:masters'] } } }),
    ],
    [
      'an entry without a group',
      () => makeSmall({ access: { dev: { kind: 'groups', principalArn: arn, kubernetesGroups: [] } } }),
    ],
    ['no node group', () => makeSmall({ compute: { kind: 'managed', nodeGroups: {} } })],
    [
      'more nodes at the least than at the most',
      () => makeSmall({ compute: { kind: 'managed', nodeGroups: { a: { ...nodes, scaling: { min: 3, max: 2 } } } } }),
    ],
    [
      'no instance type',
      () => makeSmall({ compute: { kind: 'managed', nodeGroups: { a: { ...nodes, instanceTypes: [] } } } }),
    ],
    [
      'a cluster name with a blank',
      () =>
        makeSmall({
          network: new EksNetwork('prod', { kind: 'new', region: REGION, clusterName: 'eks prod' }),
        }),
    ],
    ['an identity for nobody', () => new TenantIdentity('tenant-a', { cluster: makeSmall(), serviceAccounts: [] })],
    [
      'a service account that is none',
      () => new TenantIdentity('tenant-a', { cluster: makeSmall(), serviceAccounts: ['*'] }),
    ],
    [
      'a bucket of another tenant',
      () =>
        new TenantData('tenant-a', {
          identity: identity(),
          buckets: { docs: { kind: 'own', bucketName: 'example-tenant-ab-docs' } },
        }),
    ],
    [
      'a bucket with a dot',
      () =>
        new TenantData('tenant-a', {
          identity: identity(),
          buckets: { docs: { kind: 'own', bucketName: 'docs.example-tenant-a' } },
        }),
    ],
    [
      'every model',
      () => new TenantData('tenant-a', { identity: identity(), models: [{ kind: 'foundation-model', modelId: '*' }] }),
    ],
    [
      'a profile without regions',
      () =>
        new TenantData('tenant-a', {
          identity: identity(),
          models: [{ kind: 'inference-profile', profileId: 'eu.anthropic.claude-3', regions: [] }],
        }),
    ],
    [
      'a domain that Cognito keeps',
      () => new TenantLogin('tenant-a', { region: REGION, hosts: ['a.example.com'], domain: 'my-cognito' }),
    ],
    [
      'a sign-in without a host',
      () => new TenantLogin('tenant-a', { region: REGION, hosts: [], domain: 'tenant-a-example' }),
    ],
    ['a CA without a name', () => new MeshCa('mesh', { kind: 'root', cluster: makeSmall(), commonName: '' })],
    [
      'a CA with no room below it',
      () =>
        new MeshCa('mesh', {
          kind: 'subordinate',
          cluster: makeSmall(),
          commonName: 'x',
          parentArn: 'arn',
          pathLength: 0 as 1,
        }),
    ],
  ])('refuses %s', async (_what, program) => {
    expect(await refusalOf(program)).toMatchSnapshot();
  });

  it('reads the tags of subnets, and refuses one that load balancers would not find', async () => {
    const ids: string[] = [];
    await recordPulumi(
      () => {
        const { privateSubnetIds } = new EksNetwork('old', {
          kind: 'existing',
          region: REGION,
          clusterName: CLUSTER,
          vpcId: 'vpc-1',
          privateSubnetIds: ['subnet-1', 'subnet-2'],
        });
        for (const id of privateSubnetIds) id.apply((text) => ids.push(text));
      },
      {
        calls: {
          'aws:ec2/getSubnet:getSubnet': ({ id }) => ({ id, tags: { 'kubernetes.io/role/internal-elb': '1' } }),
        },
      },
    );
    expect(ids.sort()).toEqual(['subnet-1', 'subnet-2']);
    const check = (): string => checkedSubnet('old', 'private', 'subnet-1', { 'kubernetes.io/role/elb': '1' });
    expect(check).toThrow(
      'TM7104 at old: privateSubnetIds: subnet subnet-1 has no tag "kubernetes.io/role/internal-elb", so internal load balancers cannot be placed. Tag it with "kubernetes.io/role/internal-elb" = "1", or write `subnetTags: \'add\'`.',
    );
  });
});
