import { setOwner } from 'tenant-mesh';
import { deploy, type DeployOptions } from 'tenant-mesh/pulumi';
import { recordPulumi, recordingSerializer } from 'tenant-mesh/testing/pulumi';
import type { Construct } from 'constructs';
import { chart, cluster, object, team } from './tenants.js';

// The first test loads the SDK and every check, which takes seconds where other tests run beside it.
jest.setTimeout(60_000);

expect.addSnapshotSerializer(recordingSerializer);

const record = (scope: Construct, options: DeployOptions = {}) => recordPulumi(() => deploy(scope, options));

describe('deploy', () => {
  it('shows the tree of constructs, with names from their paths', async () => {
    const mesh = chart();
    team(mesh, 'team-a');
    team(mesh, 'team-b');
    expect(await record(mesh)).toMatchSnapshot();
  });

  it('registers core kinds under a token with a group, which the provider demands', async () => {
    const mesh = chart();
    team(mesh, 'team-a');
    expect((await record(mesh)).get('mesh/team-a/Resource').type).toBe('kubernetes:core/v1:Namespace');
  });

  it('leaves to Flux what nobody claims in a Cluster', async () => {
    const metal = cluster();
    team(metal, 'team-a');
    setOwner(team(metal, 'team-b'), 'pulumi');
    const { resources } = await record(metal);
    expect(resources.filter(({ custom }) => custom).map(({ name }) => name)).toEqual([
      'metal/team-b/settings',
      'metal/team-b/Resource',
      'metal/team-b/mtls',
    ]);
  });

  it('refuses what has nothing for Pulumi', async () => {
    const metal = cluster();
    object(metal, 'settings', { namespace: 'default' });
    await expect(record(metal)).rejects.toThrow('TM7007 at metal: every object here belongs to Flux');
  });
});
