import { Testing, type Chart } from 'cdk8s';
import fc from 'fast-check';
import {
  FluxAlerts,
  GitSource,
  ImageAutomation,
  TrackedImage,
  type GitSourceProps,
  type TrackedImageProps,
} from '../../../constructs/flux/index.js';
import { secretNeeds, type KubeObject } from '../../../lib/model/index.js';
import { refusal } from '../tenancy/controllers/support.js';

function made(make: (chart: Chart) => unknown): readonly KubeObject[] {
  const chart = Testing.chart();
  make(chart);
  return Testing.synth(chart) as KubeObject[];
}

const GIT: GitSourceProps = {
  name: 'apps',
  namespace: 'tenant-a',
  url: 'https://git.example.com/team/apps.git',
  ref: { kind: 'branch', branch: 'main' },
};
const IMAGE: TrackedImageProps = { tenant: 'tenant-a', policy: 'tenant-a-ui', image: 'ghcr.io/example/ui' };

describe('GitSource', () => {
  const git = (props: Partial<GitSourceProps> = {}) =>
    made((chart) => new GitSource(chart, 'git', { ...GIT, ...props }));

  it('keeps its shape', () => {
    expect(git({ secretName: 'deploy-key', url: 'ssh://git@git.example.com/team/apps.git' })).toMatchSnapshot();
  });

  it('takes a branch, a tag or a range', () => {
    expect(git()[0]).toMatchObject({ spec: { ref: { branch: 'main' } } });
    expect(git({ ref: { kind: 'tag', tag: 'v1' } })[0]).toMatchObject({ spec: { ref: { tag: 'v1' } } });
    expect(git({ ref: { kind: 'semver', range: '1.x' } })[0]).toMatchObject({ spec: { ref: { semver: '1.x' } } });
  });

  it.each(['git@git.example.com:team/apps.git', 'http://git.example.com/a.git', 'https://u:p@git.example.com/a.git'])(
    'refuses the URL %s',
    (url) => {
      expect(refusal(() => git({ url }))).toContain(
        'TM1011 at test/git: url: not the URL of a Git repository by https',
      );
    },
  );
});

describe('TrackedImage', () => {
  const image = (props: Partial<TrackedImageProps> = {}) =>
    made((chart) => new TrackedImage(chart, 'image', { ...IMAGE, ...props }));

  it('trap 21: stands in flux-system, where the automation is', () => {
    expect(image()).toMatchSnapshot();
    for (const { metadata } of image()) expect(metadata.namespace).toBe('flux-system');
  });

  it('signs in as it is told', () => {
    expect(image({ access: { kind: 'secret', name: 'pull' } })[0]).toMatchObject({
      spec: { secretRef: { name: 'pull' } },
    });
    expect(image({ access: { kind: 'aws' } })[0]).toMatchObject({ spec: { provider: 'aws' } });
  });

  it('refuses a range that chooses nothing', () => {
    expect(refusal(() => image({ range: 'latest' }))).toContain(
      'TM1708 at test/image: range: not a range of semantic versions, so no tag would ever be chosen (got "latest")',
    );
  });

  it('accepts every range of bounds', () => {
    const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join('.'));
    const bound = fc
      .tuple(fc.constantFrom('', '^', '~', '>=', '<', '<=', '>', '='), version)
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.array(bound, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(' ', ', ', ' || '),
        (bounds, glue) => {
          expect(() => image({ range: bounds.join(glue) })).not.toThrow();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses an image with a tag', () => {
    expect(refusal(() => image({ image: 'ghcr.io/example/ui:1.0.0' }))).toContain('TM1013');
  });
});

describe('ImageAutomation', () => {
  const props = { branch: 'main', path: './manifests/metal-prod' };

  it('keeps its shape', () => {
    expect(made((chart) => new ImageAutomation(chart, 'images', props))).toMatchSnapshot();
  });

  it('trap 21: refuses a second one on one repository', () => {
    const twice = (): unknown =>
      made((chart) => {
        new ImageAutomation(chart, 'one', props);
        new ImageAutomation(chart, 'two', props);
      });
    expect(refusal(twice)).toContain(
      'TM1708 at test/two: repository: "test/one" already automates this repository, and two automations of one branch fight',
    );
  });

  it('pushes elsewhere for review', () => {
    const [automation] = made((chart) => new ImageAutomation(chart, 'images', { ...props, pushBranch: 'images' }));
    expect(automation).toMatchObject({
      spec: { git: { checkout: { ref: { branch: 'main' } }, push: { branch: 'images' } } },
    });
  });
});

describe('FluxAlerts', () => {
  it('sends errors to a chat whose address stands in a Secret', () => {
    const chart = Testing.chart();
    const receiver = { kind: 'slack', secretName: 'slack', channel: 'platform' } as const;
    const alerts = new FluxAlerts(chart, 'alerts', { name: 'platform', receiver });
    expect(Testing.synth(chart)).toMatchSnapshot();
    expect(secretNeeds(alerts)).toEqual([
      { namespace: 'flux-system', name: 'slack', keys: ['address'], purpose: 'address of slack for alerts' },
    ]);
  });

  it('needs no Secret for Alertmanager', () => {
    const receiver = {
      kind: 'alertmanager',
      address: 'http://alertmanager.monitoring.svc:9093/api/v2/alerts/',
    } as const;
    const [provider] = made((chart) => new FluxAlerts(chart, 'alerts', { name: 'platform', receiver }));
    expect(provider).toMatchObject({ spec: { type: 'alertmanager', address: receiver.address } });
  });
});
