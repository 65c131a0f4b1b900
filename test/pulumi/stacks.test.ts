import { Config } from '@pulumi/pulumi';
import { recordPulumi, type Recording } from 'tenant-mesh/testing/pulumi';
import { PROGRAMS } from '../../stacks/pulumi/programs.js';

const SECRETS = {
  'istio-system.mesh-root-ca.tls.crt': 'root',
  'istio-system.mesh-root-ca.tls.key': 'key',
  'istio-system.mesh-root-ca.ca.crt': 'root',
  'cert-manager.gateway-ca.tls.crt': 'gateway',
  'cert-manager.gateway-ca.tls.key': 'key',
  'git.identity': 'key',
  'git.known_hosts': 'hosts',
};

const run = (config: Readonly<Record<string, string>>): Promise<Recording> =>
  recordPulumi(() => PROGRAMS.get('bare-metal')?.(new Config()), {
    config: { kubeconfig: '{}', ...SECRETS, ...config },
  });

/** Number of resources by type, and names of those that are not of the tree. */
function summary({ resources }: Recording) {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  const own = resources.filter(({ name, type }) => name.startsWith('flux/') || type === 'kubernetes:core/v1:Secret');
  return { counts: Object.fromEntries([...counts].sort()), own: own.map(({ type, name }) => `${type} ${name}`) };
}

describe('the program for bare metal', () => {
  let withGit: Recording;

  beforeAll(async () => {
    withGit = await run({ git: 'true' });
  }, 120_000);

  it('leaves all but namespaces and Secrets to Flux where there is Git', () => {
    expect(summary(withGit)).toMatchSnapshot();
    expect(withGit.get('flux/instance').inputs).toMatchSnapshot();
    expect(withGit.before('flux/instance')).toEqual(
      expect.arrayContaining(['flux/operator', 'flux/credentials', 'metal-prod/platform/crds/istio-system/Resource']),
    );
  });

  it('applies everything where there is none, with what Flux installs charts with', async () => {
    const recording = await run({});
    expect(summary(recording)).toMatchSnapshot();
    expect(recording.get('flux/instance').inputs['spec']).not.toHaveProperty('sync');
  }, 120_000);

  it('shows no Secret', () => {
    const secrets = withGit.ofType('kubernetes:core/v1:Secret');
    expect(secrets.map(({ inputs }) => Object.keys(inputs['stringData'] as object))).toEqual([
      ['secret'],
      ['secret'],
      ['secret'],
    ]);
  });

  it('says how to set a secret that is missing', async () => {
    const program = () => PROGRAMS.get('bare-metal')?.(new Config());
    await expect(recordPulumi(program, { config: { kubeconfig: '{}' } })).rejects.toThrow(
      "Missing required configuration variable 'project:istio-system.mesh-root-ca.tls.crt'",
    );
  }, 120_000);
});
