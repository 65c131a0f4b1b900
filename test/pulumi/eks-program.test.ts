import { Config } from '@pulumi/pulumi';
import { recordPulumi, recordingText, type Recording } from 'tenant-mesh/testing/pulumi';
import { PROGRAMS } from '../../stacks/pulumi/programs.js';
import { expectGolden } from '../stacks/expect-golden.js';

const ROOT = {
  'istio-system.mesh-root-ca.tls.crt': 'root',
  'istio-system.mesh-root-ca.tls.key': 'key',
  'istio-system.mesh-root-ca.ca.crt': 'root',
};
const CONFIG = {
  administratorArn: 'arn:aws:iam::123456789012:role/platform',
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  'git.identity': 'key',
  'git.known_hosts': 'hosts',
  ...ROOT,
};

const run = (config: Readonly<Record<string, string>>, preview = false): Promise<Recording> =>
  recordPulumi(() => PROGRAMS.get('eks')?.(new Config()), { stack: 'eks-prod', config, preview });

describe('the program for EKS', () => {
  let withGit: Recording;
  let alone: Recording;

  beforeAll(async () => {
    withGit = await run({ ...CONFIG, git: 'true' });
    alone = await run(CONFIG);
  }, 240_000);

  it('has every resource that was reviewed', () => {
    expectGolden('eks-prod.pulumi.txt', `${recordingText(withGit)}\n`);
  });

  it('goes from the network to the cluster, its nodes, Flux and what Flux applies', () => {
    const beforeAnyObject = withGit.before('cluster');
    for (const id of ['vpc', 'cluster', 'nodes-general', 'coredns', 'access-administrators']) {
      expect(beforeAnyObject).toContain(`eks-prod-${id}`);
    }
    expect(withGit.before('flux/instance')).toEqual(
      expect.arrayContaining(['flux/operator', 'flux/credentials', 'eks-prod/cluster-facts']),
    );
    expect(withGit.get('flux/instance').provider).toContain('::cluster::');
    expect(withGit.before('eks-prod-cluster', 'aws:eks/cluster:Cluster')).not.toContain('cluster');
  });

  it('gives Flux what only the cloud knows', () => {
    expect(withGit.get('eks-prod/cluster-facts').inputs['data']).toEqual({
      tenant_a_client_id: 'tenant-a-client-id',
      tenant_a_user_pool_id: 'tenant-a-users-id',
      tenant_b_client_id: 'tenant-b-client-id',
      tenant_b_user_pool_id: 'tenant-b-users-id',
      vpc_id: 'eks-prod-vpc-id',
    });
    expect(withGit.before('eks-prod/cluster-facts')).toEqual(
      expect.arrayContaining(['eks-prod-vpc', 'tenant-a-users']),
    );
  });

  it('supplies what sign-in reads, as secrets', () => {
    const secrets = alone.ofType('kubernetes:core/v1:Secret').filter(({ name }) => name.endsWith('/oauth2-proxy'));
    expect(secrets).toHaveLength(2);
    for (const { inputs } of secrets) expect(Object.keys(inputs['stringData'] as object)).toEqual(['secret']);
  });

  it('opens the mesh to the data of tenants where Pulumi applies the mesh', () => {
    const hosts = alone.ofType('kubernetes:networking.istio.io/v1:ServiceEntry').map(({ name }) => name);
    expect(hosts.filter((name) => name.startsWith('eks-prod/tenant-a/') && name.includes('s3'))).toHaveLength(1);
    expect(withGit.ofType('kubernetes:networking.istio.io/v1:ServiceEntry')).toEqual([]);
  });

  it('knows in preview what it will not know before', async () => {
    const preview = await run({ ...CONFIG, git: 'true' }, true);
    expect(preview.resources.map(({ urn }) => urn).sort()).toEqual(withGit.resources.map(({ urn }) => urn).sort());
  }, 120_000);

  it('says how to set what is missing', async () => {
    await expect(run(ROOT)).rejects.toThrow("Missing required configuration variable 'project:administratorArn'");
  });
});
