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

describe('the program for bare metal', () => {
  let withGit: Recording;
  let alone: Recording;

  beforeAll(async () => {
    withGit = await run({ ...CONFIG, git: 'true' });
    alone = await run(CONFIG, true);
  }, 240_000);

  it('has every resource that was reviewed where there is Git', () => {
    expectGolden('metal-prod.pulumi.txt', `${recordingText(withGit)}\n`);
  });

  it('has every resource that was reviewed where Pulumi applies everything', () => {
    expectGolden('metal-prod-alone.pulumi.txt', `${alone.resources.map(lineOf).join('\n')}\n`);
  });

  it('previews the same resources', async () => {
    const preview = await run({ ...CONFIG, git: 'true' }, true);
    expect(preview.resources.map(({ urn }) => urn)).toEqual(withGit.resources.map(({ urn }) => urn));
  }, 120_000);
});
