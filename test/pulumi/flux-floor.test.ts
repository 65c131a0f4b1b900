import { Cluster, MeshApp, Target } from 'tenant-mesh';
import { FluxFloor } from 'tenant-mesh/pulumi';
import { recordPulumi } from 'tenant-mesh/testing/pulumi';

// The first test loads the SDK and every check, which takes seconds where other tests run beside it.
jest.setTimeout(60_000);

const repository = { url: 'ssh://git@git.example.com/platform/fleet.git', branch: 'main' };

describe('FluxFloor', () => {
  it('starts Flux after its operator and the Secret for the repository', async () => {
    const recording = await recordPulumi(() => {
      new FluxFloor('flux', { credentials: { username: 'git', password: 'hidden' } }).start({
        source: { kind: 'none' },
      });
    });
    expect(recording.before('flux/instance')).toEqual(['flux/credentials', 'flux/namespace', 'flux/operator']);
    expect(recording.get('flux/credentials').inputs['stringData']).toEqual({
      secret: { username: 'git', password: 'hidden' },
    });
    expect(recording.get('flux/namespace').protect).toBe(true);
  });

  it('refuses a Cluster whose tree holds the FluxInstance too', async () => {
    const bootstrap = { kind: 'flux-operator' } as const;
    const cluster = new Cluster(new MeshApp(), 'metal', { target: Target.bareMetal(), repository, bootstrap });
    await recordPulumi(() => {
      expect(() => new FluxFloor('flux').start({ source: { kind: 'git', cluster } })).toThrow(
        'TM7004 at metal: bootstrap: the FluxInstance stands in the tree that Flux applies, and FluxFloor would apply it too. Leave `bootstrap` out of the Cluster, or make Flux without FluxFloor.',
      );
    });
  });
});
