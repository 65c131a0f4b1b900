import fc from 'fast-check';
import { parse } from 'yaml';
import { Construct } from 'constructs';
import { HelmRelease } from '../../../constructs/flux/index.js';
import type { ClusterScale } from '../../../lib/app/index.js';
import { loadTree, orderOf } from '../../../lib/gitops/index.js';
import { fact, joinUnit, markUnit } from '../../../lib/model/index.js';
import { Program, configMap, namespace, refusal, removePrograms } from '../../app/program.js';
import { addTenants } from '../clusters/programs.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

type Files = Readonly<Record<string, string>>;

const TENANTS = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord'];
const OPERATOR = { kind: 'flux-operator' } as const;

function program(scale: ClusterScale): Program {
  return new Program({ scale, ...(scale.shards === undefined ? {} : { bootstrap: OPERATOR }) });
}

function synth(scale: ClusterScale, tenants: readonly string[] = TENANTS): Files {
  const made = program(scale);
  addTenants(made.cluster, tenants);
  return made.synth();
}

function field(files: Files, path: string, ...keys: readonly string[]): unknown {
  let value: unknown = parse(files[path] ?? '');
  for (const key of keys) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return value;
}

const listed = (files: Files, path: string) =>
  field(files, `${path}/kustomization.yaml`, 'resources') as readonly string[];

describe('roots', () => {
  it('hold the Kustomizations of the tenants, each of which stands in one', () => {
    const files = synth({ roots: ['east', 'west'] });
    const roots = ['east', 'west'].map((root) => listed(files, `clusters/metal-prod/roots/${root}`));
    expect(roots.every((held) => held.length > 0)).toBe(true);
    expect(roots.flat().sort()).toEqual(TENANTS.flatMap((t) => [`apps-${t}.yaml`, `tenants-${t}.yaml`]).sort());
    expect(listed(files, 'clusters/metal-prod')).toEqual(['flux-system', 'root-east.yaml', 'root-west.yaml']);
    expect(parse(files['clusters/metal-prod/root-east.yaml'] ?? '')).toMatchSnapshot();
  });

  it('are needed where the entry holds more than Flux builds in reasonable time', () => {
    const many = Array.from({ length: 501 }, (_, at) => `t${String(at)}`);
    expect(refusal(() => synth({}, many))).toContain(
      'TM2015 at metal-prod: scale.roots: "flux-system" holds 1002 objects, and 1000 are the most that Flux builds in reasonable time. Name more places in `scale.roots`: what is there is spread over them by a stable hash.',
    );
    expect(
      refusal(() =>
        synth(
          { groups: ['one'], roots: ['east', 'west'] },
          Array.from({ length: 1001 }, (_, at) => `t${String(at)}`),
        ),
      ),
    ).toContain('TM2015 at metal-prod: scale.groups: "guard-rails/one" holds 1001 objects');
  });
});

describe('groups', () => {
  it('apply the unchanged directories of several tenants at once, and leave workloads one a tenant', () => {
    const plain = synth({});
    const files = synth({ groups: ['one', 'two'] });
    const groups = ['one', 'two'].map((group) => listed(files, `manifests/metal-prod/guard-rails/${group}`));
    expect(groups.flat().sort()).toEqual(TENANTS.map((tenant) => `../../tenants/${tenant}`));
    const directories = (of: Files) =>
      Object.entries(of).filter(([path]) => /manifests\/.*\/(?:tenants|apps)\//.test(path));
    expect(directories(files)).toEqual(directories(plain));
    const [mine] = groups[0] ?? [];
    const tenant = (mine ?? '').replace('../../tenants/', '');
    expect(field(files, `clusters/metal-prod/apps-${tenant}.yaml`, 'spec', 'dependsOn')).toEqual([
      { name: 'guard-rails-one' },
    ]);
    expect(files['clusters/metal-prod/tenants-amber.yaml']).toBeUndefined();
    expect(parse(files['clusters/metal-prod/guard-rails-one.yaml'] ?? '')).toMatchSnapshot();
  });

  it('are seen by the simulator of the order', () => {
    const made = program({ groups: ['one', 'two'] });
    addTenants(made.cluster, TENANTS);
    made.synth();
    const [order] = loadTree(made.app.outdir).map(orderOf);
    expect(order?.findings).toEqual([]);
    expect(order?.waves.map((wave) => wave.length)).toEqual([2, TENANTS.length]);
  });

  it('escape what looks like a fact in every directory, once one of them holds any', () => {
    const made = new Program({ scale: { groups: ['one'] }, facts: { region: 'eu' } });
    for (const [tenant, text] of [
      ['amber', fact('region', 'us')],
      ['birch', '${HOME}'],
    ] as const) {
      const rails = new Construct(made.cluster, tenant);
      markUnit(rails, { path: `tenants/${tenant}` });
      configMap(rails, `settings-${tenant}`, { text });
      if (tenant === 'amber') namespace(rails, 'tenant-a');
    }
    const files = made.synth();
    expect(files['manifests/metal-prod/tenants/birch/configmap_tenant-a_settings-birch.yaml']).toContain('$${HOME}');
    expect(field(files, 'clusters/metal-prod/guard-rails-one.yaml', 'spec', 'postBuild')).toBeDefined();
  });

  it('refuse guard rails that a Kustomization cannot apply together', () => {
    const made = program({ groups: ['one'] });
    addTenants(made.cluster, ['amber']);
    const rails = new Construct(made.cluster, 'other');
    markUnit(rails, { path: 'tenants/other', interval: '1h' });
    namespace(rails, 'other');
    expect(refusal(() => made.synth())).toContain(
      'TM5015 at metal-prod/other: interval: unit "tenants/other" says otherwise than "tenants/amber", and one Kustomization applies both in "guard-rails/one". Give all guard rails of the cluster the same settings, or leave `scale.groups` out.',
    );
  });
});

describe('shards', () => {
  it('are on what each controller does for a tenant, and the FluxInstance runs their controllers', () => {
    const made = program({ shards: ['one', 'two'] });
    addTenants(made.cluster, ['amber']);
    const auth = new Construct(made.cluster, 'auth');
    markUnit(auth, { path: 'auth/amber' });
    new HelmRelease(auth, 'proxy', { name: 'amber-proxy', chart: 'oauth2-proxy', targetNamespace: 'amber' });
    const files = made.synth();
    const labels = (path: string, ...more: readonly string[]) => field(files, path, ...more, 'metadata', 'labels');
    const shard = labels('clusters/metal-prod/tenants-amber.yaml');
    expect([{ 'sharding.fluxcd.io/key': 'one' }, { 'sharding.fluxcd.io/key': 'two' }]).toContainEqual(shard);
    const release = 'manifests/metal-prod/auth/amber/helmrelease.helm.toolkit.fluxcd.io_flux-system_amber-proxy.yaml';
    expect(labels('clusters/metal-prod/auth-amber.yaml')).toEqual(shard);
    expect(labels(release)).toEqual(shard);
    expect(labels(release, 'spec', 'chart')).toEqual(shard);
    expect(labels(release.replace('helmrelease.helm', 'helmrepository.source'))).toEqual(shard);
    expect(labels('manifests/metal-prod/tenants/amber/namespace_amber.yaml')).toBeUndefined();
    const instance = 'clusters/metal-prod/flux-system/flux-instance.yaml';
    expect(field(files, instance, 'spec', 'sharding')).toEqual({
      key: 'sharding.fluxcd.io/key',
      shards: ['one', 'two'],
    });
  });

  it('need somebody who works for them', () => {
    expect(refusal(() => new Program({ scale: { shards: ['one'] } }))).toContain(
      'TM2028 at metal-prod: scale.shards: only flux-operator runs controllers for shards, and nobody would work for what is in one (got ["one"]). Write `bootstrap: { kind: "flux-operator" }`, or leave the shards out.',
    );
  });
});

describe('parts', () => {
  function parted(tenants: readonly string[], parts: ClusterScale['parts']) {
    const made = new Program(parts === undefined ? {} : { scale: { parts } });
    const trust = made.group('trust');
    markUnit(trust, { path: 'infrastructure/trust' });
    namespace(trust, 'tenant-a');
    for (const tenant of tenants) {
      const joined = made.group(tenant);
      joinUnit(joined, 'infrastructure/trust');
      configMap(joined, `ca-${tenant}`);
    }
    const rails = made.group('rails');
    markUnit(rails, { path: 'tenants/amber', dependsOn: ['infrastructure/trust'] });
    configMap(rails, 'rails');
    return made;
  }

  it('take what tenants have in a unit of the platform, and are waited for like it', () => {
    const files = parted(TENANTS, { 'infrastructure/trust': ['east', 'west'] }).synth();
    const parts = ['east', 'west'].flatMap((part) =>
      listed(files, `manifests/metal-prod/infrastructure/trust/${part}`),
    );
    expect(parts.sort()).toEqual(TENANTS.map((tenant) => `configmap_tenant-a_ca-${tenant}.yaml`));
    expect(listed(files, 'manifests/metal-prod/infrastructure/trust')).toEqual(['namespace_tenant-a.yaml']);
    expect(field(files, 'clusters/metal-prod/infrastructure-trust-east.yaml', 'spec', 'dependsOn')).toEqual([
      { name: 'infrastructure-trust' },
    ]);
    expect(field(files, 'clusters/metal-prod/tenants-amber.yaml', 'spec', 'dependsOn')).toEqual(
      ['infrastructure-trust', 'infrastructure-trust-east', 'infrastructure-trust-west'].map((name) => ({ name })),
    );
  });

  it('are refused for a unit that is not there', () => {
    expect(refusal(() => parted(TENANTS, { 'infrastructure/none': ['east'] }).synth())).toContain(
      'TM2027 at metal-prod: scale.parts: the cluster has no unit of this path to part (got "infrastructure/none"). Write the path of a unit of the platform, such as "infrastructure/trust".',
    );
  });
});

describe('a layout for many tenants', () => {
  it.each([
    ['twice', ['east', 'east']],
    ['no DNS label', ['East']],
  ] as const)('refuses a name that stands %s', (_what, roots) => {
    expect(
      refusal(() => new Program({ scale: { roots: roots as unknown as readonly [string, ...string[]] } })),
    ).toContain(
      `TM2027 at metal-prod: scale.roots: each place has a name of its own: a DNS label of 30 characters at most (got ${JSON.stringify(roots[1] ?? roots[0])}). Write names such as ["east", "west"].`,
    );
  });

  it('moves no tenant when another comes or goes', () => {
    const scale: ClusterScale = { roots: ['east', 'west'], groups: ['one', 'two'], shards: ['red', 'blue'] };
    const own = (files: Files, tenants: readonly string[]) =>
      Object.fromEntries(
        Object.entries(files).filter(([path]) => tenants.some((tenant) => new RegExp(`[/-]${tenant}[./]`).test(path))),
      );
    fc.assert(
      fc.property(fc.subarray(TENANTS, { minLength: 1, maxLength: TENANTS.length - 1 }), (some) => {
        expect(own(synth(scale, some), some)).toEqual(own(synth(scale), some));
      }),
      { numRuns: 5 },
    );
  });
});
