import * as kubernetes from '@pulumi/kubernetes';
import { Construct } from 'constructs';
import { MeshApp, setOwner } from 'tenant-mesh';
import { needSecret, setFormerPaths } from '../../lib/model/index.js';
import { COMPONENT_NAMES } from '../../lib/pulumi/construct-component.js';
import { resourceToken, typeToken } from '../../lib/pulumi/type-token.js';
import { kinds } from '../../lib/imports/schemas.js';
import { deploy, setWait, type DeployOptions, type WaitSettings } from 'tenant-mesh/pulumi';
import { recordPulumi } from 'tenant-mesh/testing/pulumi';
import * as tenancy from 'tenant-mesh';
import { chart, cluster, object, team } from './tenants.js';

// The first test loads the SDK and every check, which takes seconds where other tests run beside it.
jest.setTimeout(60_000);

const record = (scope: Construct, options: DeployOptions = {}) => recordPulumi(() => deploy(scope, options));

/** Type tokens of the classes of the real SDK, by kind. */
function tokensOf(value: unknown, depth: number): readonly string[] {
  const token: unknown = Reflect.get(Object(value) as object, '__pulumiType');
  if (typeof token === 'string') return [token];
  if (depth === 0 || (typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
  return Object.values(value).flatMap((child) => tokensOf(child, depth - 1));
}

describe('type tokens', () => {
  const real = new Set(tokensOf(kubernetes, 4));

  it('of built-in kinds are those of the classes of the real SDK', () => {
    expect(real.size).toBeGreaterThan(100);
    const builtin = kinds().filter(({ origin }) => origin === 'builtin');
    const tokens = builtin.map(({ group, version, kind }) =>
      typeToken(group === '' ? version : `${group}/${version}`, kind),
    );
    const missing = tokens.filter((token) => !real.has(token));
    // Reviews and evictions are asked, not kept; the SDK has no classes for them.
    expect(
      missing.filter((token) => !/Review|Eviction|TokenRequest|Scale$|Binding$|Status$/.test(token)),
    ).toMatchSnapshot();
  });

  it('of objects that Kubernetes makes by itself are those of patches', () => {
    const patch = resourceToken('v1', 'ServiceAccount', 'default');
    expect(patch).toBe('kubernetes:core/v1:ServiceAccountPatch');
    expect(real.has(patch)).toBe(true);
    expect(resourceToken('v1', 'ServiceAccount', 'flagger')).toBe('kubernetes:core/v1:ServiceAccount');
  });

  it('of custom resources have group and version', () => {
    expect(typeToken('security.istio.io/v1', 'PeerAuthentication')).toBe(
      'kubernetes:security.istio.io/v1:PeerAuthentication',
    );
  });

  it('of components are names that the public doors export', () => {
    const exported = Object.keys(tenancy);
    expect(COMPONENT_NAMES.filter((name) => !exported.includes(name) && name !== 'Chart')).toEqual([]);
  });
});

describe('a construct with another path before', () => {
  it('keeps its objects, below components that say the former name', async () => {
    const mesh = chart();
    setFormerPaths(team(mesh, 'team-b'), ['mesh/team-a']);
    const recording = await record(mesh);
    expect(recording.get('mesh/team-b').aliases).toMatchObject([{ name: 'mesh/team-a' }]);
  });

  it('says its former parent where it has moved', async () => {
    const mesh = chart();
    const [from, to] = [new Construct(mesh, 'from'), new Construct(mesh, 'to')];
    object(from, 'other', { namespace: 'default' });
    setFormerPaths(object(to, 'settings', { namespace: 'default' }), ['mesh/from/settings']);
    const { aliases } = (await record(mesh)).get('mesh/to/settings');
    expect(aliases).toEqual([{ name: 'mesh/from/settings', parent: expect.stringContaining('::mesh/from') as string }]);
  });

  it('keeps an object whose kind has another version', async () => {
    const mesh = chart();
    team(mesh, 'team-a');
    const { type, aliases } = (await record(mesh)).get('mesh/team-a/mtls');
    expect(type).toBe('kubernetes:security.istio.io/v1:PeerAuthentication');
    expect(aliases.map((alias) => alias.type)).toEqual(['kubernetes:security.istio.io/v1beta1:PeerAuthentication']);
  });
});

describe('what takes others with it', () => {
  it('is protected, unless the cluster is thrown away', async () => {
    const mesh = chart();
    team(mesh, 'team-a');
    expect((await record(mesh)).get('mesh/team-a/Resource').protect).toBe(true);
    expect((await record(mesh)).get('mesh/team-a/settings').protect).toBe(false);
    expect((await record(mesh, { protect: 'nothing' })).get('mesh/team-a/Resource').protect).toBe(false);
  });
});

describe('how Pulumi waits', () => {
  const release = (scope: Construct) =>
    object(scope, 'release', {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      namespace: 'flux-system',
      spec: { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'chart' } },
    });
  const annotations = async (settings: WaitSettings | undefined, options: DeployOptions = {}) => {
    const mesh = chart();
    release(mesh);
    if (settings !== undefined) setWait(mesh, settings, { kinds: ['HelmRelease'] });
    const { metadata } = (await record(mesh, options)).get('mesh/release').inputs;
    return (metadata as { annotations?: unknown }).annotations;
  };

  it('is for the condition that a kind has', async () => {
    expect(await annotations(undefined)).toEqual({ 'pulumi.com/waitFor': 'condition=Ready' });
    expect(await annotations(undefined, { wait: 'provider' })).toBeUndefined();
    expect(await annotations(undefined, { wait: 'nothing' })).toEqual({ 'pulumi.com/skipAwait': 'true' });
  });

  it.each<[string, WaitSettings, object]>([
    ['nothing', { until: { kind: 'nothing' } }, { skipAwait: 'true' }],
    [
      'a condition',
      { until: { kind: 'condition', type: 'Done', status: 'False' } },
      { waitFor: 'condition=Done=False' },
    ],
    [
      'a place',
      { until: { kind: 'jsonpath', path: '{.status.phase}', value: 'Bound' } },
      { waitFor: 'jsonpath={.status.phase}=Bound' },
    ],
    [
      'several things',
      {
        until: {
          kind: 'all',
          of: [
            { kind: 'condition', type: 'A' },
            { kind: 'jsonpath', path: '{.b}' },
          ],
        },
      },
      { waitFor: '["condition=A","jsonpath={.b}"]' },
    ],
    ['a time', { timeout: '1h30m' }, { waitFor: 'condition=Ready', timeoutSeconds: '5400' }],
    [
      'whatever else is said',
      { until: { kind: 'provider' }, unready: 'replace', conflicts: 'take-over', deletion: 'orphan' },
      { replaceUnready: 'true', patchForce: 'true', deletionPropagationPolicy: 'orphan' },
    ],
  ])('is for %s', async (_name, settings, expected) => {
    const keys = Object.entries(expected).map(([key, value]): [string, unknown] => [`pulumi.com/${key}`, value]);
    expect(await annotations(settings)).toEqual(Object.fromEntries(keys));
  });

  it('stays out of Git', () => {
    const metal = cluster();
    object(metal, 'settings', { namespace: 'default' });
    setWait(metal, { until: { kind: 'nothing' } });
    const { root } = metal.node;
    expect(root instanceof MeshApp && root.synthYaml()).not.toContain('pulumi.com');
  });

  it('refuses to wait for all of nothing, and a time that is none', () => {
    const mesh = chart();
    expect(() => setWait(mesh, { until: { kind: 'all', of: [] } })).toThrow(
      'TM7010 at mesh: until.of: it waits for all of nothing. Name a condition, or write `until: { kind: "nothing" }`.',
    );
    expect(() => setWait(mesh, { timeout: '10 minutes' })).toThrow('TM1007 at mesh: timeout');
  });
});

describe('Secrets', () => {
  it('are secrets of Pulumi too', async () => {
    const mesh = chart();
    object(mesh, 'a', { kind: 'Secret', namespace: 'default', stringData: { key: 'hidden' } });
    expect((await record(mesh)).get('mesh/a').inputs['stringData']).toEqual({ secret: { key: 'hidden' } });
  });

  const needy = () => {
    const metal = cluster();
    const made = team(metal, 'team-a');
    setOwner(made, 'pulumi');
    needSecret(made, { namespace: 'team-a', name: 'login', keys: ['id', 'key'], purpose: 'sign-in' });
    return metal;
  };

  it('that the tree needs are supplied by the program', async () => {
    const recording = await record(needy(), { secrets: { 'team-a/login': { id: 'me', key: 'hidden' } } });
    const secret = recording.get('metal/team-a/team-a/login');
    expect(secret.inputs).toMatchObject({
      metadata: { name: 'login', namespace: 'team-a' },
      type: 'Opaque',
      stringData: { secret: { id: 'me', key: 'hidden' } },
    });
    expect(recording.before(secret.name)).toEqual(['metal/team-a/Resource']);
  });

  it('are refused where nobody needs them, or a key is missing, or their namespace comes later', async () => {
    const data = { id: 'me', key: 'hidden' };
    await expect(record(needy(), { secrets: { 'team-a/other': data } })).rejects.toThrow(
      'TM7005 at metal: secrets: nothing in the tree needs this Secret (got "team-a/other"). Name one of team-a/login, as namespace/name.',
    );
    await expect(record(needy(), { secrets: { 'team-a/login': { id: 'me' } } })).rejects.toThrow(
      'TM7005 at metal: secrets["team-a/login"]: its users read key, which is missing. Give a value for key.',
    );
    const later = needy();
    setOwner(later.node.findChild('team-a'), 'flux', { kinds: ['Namespace'] });
    setOwner(later.node.findChild('team-a'), 'flux');
    await expect(record(later, { secrets: { 'team-a/login': data } })).rejects.toThrow(
      'TM7006 at metal: secrets["team-a/login"]: Flux makes namespace "team-a" later, and the Secret cannot stand before it.',
    );
  });
});

describe('an object that is applied twice', () => {
  it('is refused, in preview already', async () => {
    const [one, two] = [chart('one'), chart('two')];
    for (const mesh of [one, two]) object(mesh, 'settings', { namespace: 'default' });
    const program = () => {
      deploy(one);
      deploy(two);
    };
    await expect(recordPulumi(program, { preview: true })).rejects.toThrow(
      'TM7004 at two/settings: ConfigMap default/settings is also applied at one/settings, and the two would overwrite each other. Deploy it once; another cluster needs a provider of its own.',
    );
  });

  it('is another object on another cluster', async () => {
    const [one, two] = [chart('one'), chart('two')];
    for (const mesh of [one, two]) object(mesh, 'settings', { namespace: 'default' });
    await recordPulumi(() => {
      deploy(one, { provider: new kubernetes.Provider('first') });
      expect(() => deploy(two, { provider: new kubernetes.Provider('second') })).not.toThrow();
    });
  });
});

describe('the provider', () => {
  it('is that of the options, at every object', async () => {
    const mesh = chart();
    team(mesh, 'team-a');
    const recording = await recordPulumi(() => deploy(mesh, { provider: new kubernetes.Provider('bench') }));
    const objects = recording.resources.filter(({ type }) => type.startsWith('kubernetes:'));
    expect(objects.every(({ provider }) => provider?.includes('::bench::') === true)).toBe(true);
  });
});
