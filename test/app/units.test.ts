import { Construct } from 'constructs';
import { existsSync } from 'node:fs';
import { addUnitImage, joinUnit, markUnit } from '../../lib/model/index.js';
import { Program, configMap, refusal, twoUnits, removePrograms } from './program.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

const KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io';

describe('units', () => {
  it('follow dependencies of constructs, and hand over those of units without objects', () => {
    const program = new Program();
    const { crds, tenant } = twoUnits(program);
    const pools = program.group('pools');
    markUnit(pools, { path: 'infrastructure/pools', dependsOn: ['infrastructure/crds'] });
    const apps = program.group('apps');
    markUnit(apps, { path: 'apps/tenant-a', dependsOn: ['infrastructure/pools'] });
    configMap(apps, 'app').node.addDependency(tenant);
    const [set] = program.app.manifests();
    expect(set?.units.map(({ path, dependsOn }) => [path, dependsOn])).toEqual([
      ['apps/tenant-a', ['infrastructure/crds', 'tenants/tenant-a']],
      ['infrastructure/crds', []],
      ['tenants/tenant-a', ['infrastructure/crds']],
    ]);
    expect(set?.edges).toContainEqual({ from: 'metal-prod/apps/app', to: 'metal-prod/tenant' });
    expect(set?.get(KUSTOMIZATION, 'Kustomization', 'flux-system', 'apps-tenant-a')?.object['spec']).toMatchObject({
      dependsOn: [{ name: 'infrastructure-crds' }, { name: 'tenants-tenant-a' }],
    });
    expect(set?.scopes.find(({ path }) => path === crds.node.path)).toEqual({
      path: 'metal-prod/crds',
      type: 'Construct',
      parent: 'metal-prod',
      formerPaths: [],
    });
  });

  it('leave objects of the owner pulumi out of the tree', () => {
    const program = new Program();
    twoUnits(program);
    const cloud = program.group('cloud');
    markUnit(cloud, { path: 'cloud', owner: 'pulumi' });
    configMap(cloud, 'cloud-map');
    const files = Object.keys(program.synth());
    expect(files.filter((path) => path.includes('cloud'))).toEqual([]);
    expect(program.app.manifests()[0]?.get('', 'ConfigMap', 'tenant-a', 'cloud-map')?.owner).toBe('pulumi');
  });

  const wrong: Record<string, [(program: Program) => unknown, string]> = {
    'a cycle': [
      (program) => {
        for (const [unit, other] of [
          ['a', 'b'],
          ['b', 'a'],
        ] as const) {
          const group = program.group(unit);
          markUnit(group, { path: unit, dependsOn: [other] });
          configMap(group, unit);
        }
      },
      'TM2004 at metal-prod/a: unit: units wait for each other: a -> b -> a. Remove one of these dependencies, or put the two units into one.',
    ],
    'a unit in a unit': [
      (program) => {
        const outer = program.group('outer');
        markUnit(outer, { path: 'outer' });
        markUnit(new Construct(outer, 'inner'), { path: 'inner' });
      },
      'TM2002 at metal-prod/outer/inner: unit: unit "inner" is inside unit "outer". Mark constructs beside each other; a unit holds no other unit.',
    ],
    'a unit that nobody defines': [
      (program) => joinUnit(program.group('a'), 'infrastructure/gateways'),
      'TM2003 at metal-prod/a: unit: no construct of this cluster defines unit "infrastructure/gateways". Add the Platform that defines it, or mark a construct with that path.',
    ],
    'two settings for one unit': [
      (program) => {
        markUnit(program.group('a'), { path: 'x' });
        markUnit(program.group('b'), { path: 'x', wait: false });
      },
      'TM2001 at metal-prod/b: unit: unit "x" is defined with other settings at metal-prod/a. Define the unit once and join it with joinUnit(construct, path) elsewhere.',
    ],
    'two tags for one image': [
      (program) => {
        const group = program.group('a');
        markUnit(group, { path: 'x' });
        const policy = { namespace: 'flux-system', name: 'p' };
        for (const newTag of ['1.0', '2.0']) addUnitImage(group, { name: 'ghcr.io/example/app', newTag, policy });
      },
      'TM5001 at metal-prod/a: ghcr.io/example/app: the image has tag "1.0" and tag "2.0", or two policies, in one unit. Give every workload of the unit the same tag and policy for this image.',
    ],
    'health checks that Flux ignores': [
      (program) => {
        const check = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd', namespace: 'n' };
        markUnit(program.group('a'), { path: 'x', healthChecks: [check] });
      },
      'TM5003 at metal-prod/a: healthChecks: unit "x" waits for everything it applies, and then Flux ignores its health checks. Set `wait: false`, or leave the health checks out.',
    ],
  };

  it.each(Object.entries(wrong))('refuse %s', (_what, [fill, message]) => {
    const program = new Program();
    fill(program);
    expect(refusal(() => program.synth())).toBe(message);
    expect(existsSync(program.app.outdir)).toBe(false);
  });
});
