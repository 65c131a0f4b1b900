import { createHash } from 'node:crypto';
import { Config } from '@pulumi/pulumi';
import { recordPulumi, recordingText, type RecordedResource, type Recording } from 'tenant-mesh/testing/pulumi';
import { PROGRAMS } from '../../stacks/pulumi/programs.js';
import { expectGolden } from '../stacks/expect-golden.js';

const CONFIG = {
  kubeconfig: '{}',
  'istio-system.mesh-root-ca.tls.crt': 'root',
  'istio-system.mesh-root-ca.tls.key': 'key',
  'istio-system.mesh-root-ca.ca.crt': 'root',
  'cert-manager.gateway-ca.tls.crt': 'gateway',
  'cert-manager.gateway-ca.tls.key': 'key',
  'git.identity': 'key',
  'git.known_hosts': 'hosts',
};

const run = (config: Readonly<Record<string, string>>, preview = false): Promise<Recording> =>
  recordPulumi(() => PROGRAMS.get('bare-metal')?.(new Config()), { stack: 'metal-prod', config, preview });

/**
 * One line a resource: type and name, how many others it waits for, what is unusual about it, and a digest of its
 * inputs, of which golden files of the tree have the text. The name shows its place among the components.
 */
function lineOf(resource: RecordedResource): string {
  const { type, name, dependencies, protect, deletedWith, inputs, custom } = resource;
  const notes = [
    ...(dependencies.length === 0 ? [] : [`after ${dependencies.length}`]),
    ...(protect ? ['protected'] : []),
    ...(deletedWith === undefined ? [] : [`goes with ${deletedWith.split('::').at(-1) ?? ''}`]),
    ...(custom ? [createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 12)] : ['component']),
  ];
  return `${type} ${name} (${notes.join(', ')})`;
}

/** Number of resources by type, and names of those that are not of the tree. */
function summary({ resources }: Recording) {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  const own = resources.filter(({ name, type }) => name.startsWith('flux/') || type === 'kubernetes:core/v1:Secret');
  return { counts: Object.fromEntries([...counts].sort()), own: own.map(({ type, name }) => `${type} ${name}`) };
}

describe('the program for bare metal', () => {
  let withGit: Recording;
  let alone: Recording;

  beforeAll(async () => {
    withGit = await run({ ...CONFIG, git: 'true' });
    alone = await run(CONFIG);
  }, 240_000);

  it('has every resource that was reviewed where there is Git', () => {
    expectGolden('metal-prod.pulumi.txt', `${recordingText(withGit)}\n`);
  });

  it('has every resource that was reviewed where Pulumi applies everything', () => {
    expectGolden('metal-prod-alone.pulumi.txt', `${alone.resources.map(lineOf).join('\n')}\n`);
  });

  it('leaves all but namespaces and Secrets to Flux where there is Git', () => {
    expect(summary(withGit)).toMatchSnapshot();
    expect(withGit.get('flux/instance').inputs).toMatchSnapshot();
    expect(withGit.before('flux/instance')).toEqual(
      expect.arrayContaining(['flux/operator', 'flux/credentials', 'metal-prod/platform/crds/istio-system/Resource']),
    );
  });

  it('applies everything where there is none, with what Flux installs charts with', () => {
    expect(summary(alone)).toMatchSnapshot();
    expect(alone.get('flux/instance').inputs['spec']).not.toHaveProperty('sync');
  });

  it('shows no Secret', () => {
    const secrets = withGit.ofType('kubernetes:core/v1:Secret');
    expect(secrets.map(({ inputs }) => Object.keys(inputs['stringData'] as object))).toEqual([
      ['secret'],
      ['secret'],
      ['secret'],
    ]);
  });

  it('previews the same resources', async () => {
    const preview = await run({ ...CONFIG, git: 'true' }, true);
    expect(preview.resources.map(({ urn }) => urn)).toEqual(withGit.resources.map(({ urn }) => urn));
    const everything = await run(CONFIG, true);
    expect(everything.resources.map(lineOf)).toEqual(alone.resources.map(lineOf));
  }, 240_000);

  it('says how to set a secret that is missing', async () => {
    await expect(run({ kubeconfig: '{}' })).rejects.toThrow(
      "Missing required configuration variable 'project:istio-system.mesh-root-ca.tls.crt'",
    );
  }, 120_000);
});
