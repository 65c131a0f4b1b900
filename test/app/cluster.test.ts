import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, MeshApp } from '../../lib/app/index.js';
import { addUnitImage, fact, joinUnit, markUnit, needSecret, predictObjects, KEYS } from '../../lib/model/index.js';
import { Target, targetOf } from '../../lib/targets/index.js';
import { Program, configMap, namespace, refusal, removePrograms } from './program.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

const KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io';

function twoUnits(program: Program): { readonly crds: Construct; readonly tenant: Construct } {
  const crds = program.group('crds');
  markUnit(crds, { path: 'infrastructure/crds' });
  namespace(crds, 'tenant-a', { [KEYS.tenant]: 'tenant-a' });
  const tenant = program.group('tenant');
  markUnit(tenant, { path: 'tenants/tenant-a', dependsOn: ['infrastructure/crds'], timeout: '10m' });
  configMap(tenant, 'settings', { greeting: 'hello' });
  return { crds, tenant };
}

describe('a Cluster', () => {
  it('gives its context to what stands below it', () => {
    const { cluster } = new Program({ target: Target.eks({ region: 'eu-central-1' }) });
    expect(targetOf(new Construct(cluster, 'below'))).toEqual({ kind: 'eks', region: 'eu-central-1' });
  });

  it.each([
    ['id', () => new Cluster(new MeshApp(), 'Prod', props()), 'TM1001 at Prod: id:'],
    [
      'repository',
      () => new Program({ repository: { url: 'git@x:y', branch: 'main' } }),
      'TM1011 at metal-prod: repository.url: Flux reads a repository over https or ssh (got "git@x:y"). Write a URL such as "ssh://git@git.example.com/platform/fleet.git".',
    ],
    [
      'branch',
      () => new Program({ repository: { ...props().repository, branch: 'a b' } }),
      'TM2023 at metal-prod: repository.branch: not the name of a branch (got "a b"). Write a name such as "main".',
    ],
    [
      'version',
      () => new Program({ kubernetesVersion: '1.35.4' }),
      'TM2022 at metal-prod: kubernetesVersion: a version of Kubernetes is given by its minor line (got "1.35.4"). Write a version such as "1.35".',
    ],
    [
      'fact name',
      () => new Program({ facts: { 'A-b': '1' } }),
      'TM2011 at metal-prod: facts: a fact is named by lower case letters, digits and "_" (got "A-b"). Write a name such as "tenant_a_issuer".',
    ],
    [
      'fact value',
      () => new Program({ facts: { a: 'x\ny' } }),
      'TM2010 at metal-prod: facts.a: the value of a fact is one line of text, and no fact itself (got "x\\ny"). Write the value as it is known from the cluster.',
    ],
    [
      'place',
      () => new Cluster(new Program().cluster, 'inner', props()),
      'TM2024 at metal-prod/inner: the Cluster stands inside Cluster "metal-prod". Make it a child of the App.',
    ],
  ])('refuses a wrong %s', (_what, act, message) => {
    expect(refusal(act)).toContain(message);
  });
});

function props(): { target: Target; repository: { url: string; branch: string } } {
  return { target: Target.bareMetal(), repository: { url: 'https://git.example.com/fleet.git', branch: 'main' } };
}

describe('the Flux tree', () => {
  it('is one directory a unit and one file an object', () => {
    const program = new Program();
    const { tenant } = twoUnits(program);
    addUnitImage(tenant, {
      name: 'ghcr.io/example/app',
      newTag: '1.0',
      policy: { namespace: 'flux-system', name: 'tenant-a-app' },
    });
    const files = program.synth();
    expect(Object.keys(files)).toEqual([
      '.gitattributes',
      'clusters/metal-prod/SECRETS.md',
      'clusters/metal-prod/flux-system/gotk-components.yaml',
      'clusters/metal-prod/flux-system/gotk-sync.yaml',
      'clusters/metal-prod/flux-system/kustomization.yaml',
      'clusters/metal-prod/infrastructure-crds.yaml',
      'clusters/metal-prod/kustomization.yaml',
      'clusters/metal-prod/tenants-tenant-a.yaml',
      'manifests/metal-prod/infrastructure/crds/kustomization.yaml',
      'manifests/metal-prod/infrastructure/crds/namespace_tenant-a.yaml',
      'manifests/metal-prod/tenants/tenant-a/configmap_tenant-a_settings.yaml',
      'manifests/metal-prod/tenants/tenant-a/kustomization.yaml',
    ]);
    for (const path of [
      'clusters/metal-prod/tenants-tenant-a.yaml',
      'manifests/metal-prod/tenants/tenant-a/kustomization.yaml',
      'clusters/metal-prod/flux-system/kustomization.yaml',
      'clusters/metal-prod/kustomization.yaml',
    ]) {
      expect(files[path]).toMatchSnapshot(path);
    }
  });

  it('is written once: a second run touches no file, and stale files go', () => {
    const program = new Program();
    twoUnits(program);
    program.synth();
    const file = join(program.app.outdir, 'clusters/metal-prod/kustomization.yaml');
    const before = statSync(file).mtimeMs;
    mkdirSync(join(program.app.outdir, 'manifests/metal-prod/old/unit'), { recursive: true });
    writeFileSync(join(program.app.outdir, 'manifests/metal-prod/old/unit/stale.yaml'), 'a: 1\n');
    writeFileSync(join(program.app.outdir, 'README.md'), 'foreign\n');
    program.synth();
    expect(program.app.lastReport).toEqual({ written: 0, unchanged: 12, removed: 1 });
    expect(statSync(file).mtimeMs).toBe(before);
    expect(existsSync(join(program.app.outdir, 'manifests/metal-prod/old'))).toBe(false);
    expect(existsSync(join(program.app.outdir, 'README.md'))).toBe(true);
  });

  it('keeps namespaces, definitions and claims when they leave it, unless told otherwise', () => {
    const program = new Program();
    const group = program.group('group');
    namespace(group, 'kept');
    const other = namespace(group, 'other');
    other.metadata.addAnnotation('kustomize.toolkit.fluxcd.io/prune', 'enabled');
    const files = program.synth();
    expect(files['manifests/metal-prod/main/namespace_kept.yaml']).toContain(
      'kustomize.toolkit.fluxcd.io/prune: disabled',
    );
    expect(files['manifests/metal-prod/main/namespace_other.yaml']).toContain(
      'kustomize.toolkit.fluxcd.io/prune: enabled',
    );
  });

  it('puts plain charts beside the clusters, and charts inside a cluster into units of their own', () => {
    const program = new Program();
    twoUnits(program);
    configMap(new Chart(program.app, 'plain'), 'map');
    configMap(new Chart(program.cluster, 'nested'), 'map');
    const files = program.synth();
    expect(files['plain.k8s.yaml']).toContain('kind: ConfigMap');
    expect(files['manifests/metal-prod/nested/configmap_tenant-a_map.yaml']).toContain('kind: ConfigMap');
  });

  it('lists Secrets that are declared, and those that nothing creates', () => {
    const program = new Program();
    const { tenant } = twoUnits(program);
    needSecret(tenant, { namespace: 'tenant-a', name: 'sign-in', keys: ['client-secret'], purpose: 'OIDC client' });
    new ApiObject(tenant, 'pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app', namespace: 'tenant-a' },
      spec: {
        containers: [
          { name: 'app', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'password', key: 'value' } } }] },
        ],
      },
    });
    const list = program.synth()['clusters/metal-prod/SECRETS.md'];
    expect(list).toContain('| tenant-a | tenant-a | password | `value` | used by Pod tenant-a/app |');
    expect(list).toContain('| tenant-a | tenant-a | sign-in | `client-secret` | OIDC client |');
  });
});

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

describe('facts', () => {
  it('are samples to checks, variables in Git, and values in the generated ConfigMap', () => {
    const program = new Program({ facts: { issuer: 'https://login.example.com/a' }, externalFacts: ['role'] });
    const { tenant } = twoUnits(program);
    const issuer = fact('issuer', 'https://sample.example.com');
    configMap(tenant, 'facts', {
      url: `${issuer}/keys`,
      role: fact('role', 'arn:aws:iam::1:role/a'),
      shell: 'echo ${HOME} $$ ${',
    });
    const files = program.synth();
    expect(files['manifests/metal-prod/tenants/tenant-a/configmap_tenant-a_facts.yaml']).toContain(
      'data:\n  role: ${role}\n  shell: echo $${HOME} $$ $${\n  url: ${issuer}/keys\n',
    );
    expect(files['clusters/metal-prod/cluster-facts.yaml']).toContain('data:\n  issuer: https://login.example.com/a\n');
    expect(files['clusters/metal-prod/tenants-tenant-a.yaml']).toContain(
      'postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: cluster-facts\n',
    );
    expect(files['clusters/metal-prod/infrastructure-crds.yaml']).not.toContain('postBuild');
    const entry = program.app.manifests()[0]?.get('', 'ConfigMap', 'tenant-a', 'facts');
    expect(entry?.object['data']).toMatchObject({ url: 'https://sample.example.com/keys' });
    expect(entry?.side.get('/data/url')?.facts).toEqual([{ name: 'issuer', sample: 'https://sample.example.com' }]);
  });

  it('leave `${` alone in units without facts', () => {
    const program = new Program();
    configMap(program.group('a'), 'shell', { script: 'echo ${HOME}' });
    expect(program.synth()['manifests/metal-prod/main/configmap_tenant-a_shell.yaml']).toContain(
      'script: echo ${HOME}',
    );
  });

  const one = fact('one', 'sample');
  const wrong: Record<string, [(program: Program) => unknown, string]> = {
    'that nobody resolves': [
      (program) => configMap(program.group('a'), 'map', { key: one }),
      'TM2011 at metal-prod/a/map: one: nobody gives a value for fact "one". Give `facts: { one: "..." }` to the Cluster, or name it in `externalFacts`.',
    ],
    'in a name': [
      (program) => configMap(program.group('a'), 'map', {}, one),
      'TM2010 at metal-prod/a/map: /metadata/name: fact "one" stands in a name, namespace, key or label, whose value must be known at synth. Write the value itself here; facts may stand in plain string fields only.',
    ],
    'in a key': [
      (program) => configMap(program.group('a'), 'map', { [one]: 'value' }),
      'TM2010 at metal-prod/a/map: /data: fact "one" stands in a name, namespace, key or label, whose value must be known at synth. Write the value itself here; facts may stand in plain string fields only.',
    ],
    'in a label': [
      (program) => namespace(program.group('a'), 'n', { team: one }),
      'TM2010 at metal-prod/a/namespace-n: /metadata/labels/team: fact "one" stands in a name, namespace, key or label, whose value must be known at synth. Write the value itself here; facts may stand in plain string fields only.',
    ],
    'with two samples': [
      (program) => configMap(program.group('a'), 'map', { x: fact('two', 'a'), y: fact('two', 'b') }),
      'TM2012 at metal-prod/a/map: two: fact "two" has the samples "a" and "b". Declare the fact once and use the same string everywhere.',
    ],
    'that Flux would turn into a number': [
      (program) => configMap(program.group('a'), 'map', { x: fact('given', '42') }),
      'TM5002 at metal-prod/a/map: given: fact "given" stands alone, and Flux would write its value as a number or boolean (got "42"). Use the fact inside a longer string, or a value that only a string can be.',
    ],
    'in a plain chart': [
      (program) => configMap(new Chart(program.app, 'plain'), 'map', { x: one }),
      'TM2011 at plain: one: nobody resolves fact "one" in ConfigMap.map, for the chart is in no Cluster. Put the construct below a Cluster, or write the value itself.',
    ],
  };

  it.each(Object.entries(wrong))('%s are refused', (_what, [fill, message]) => {
    const program = new Program({ facts: { given: '42' } });
    fill(program);
    expect(refusal(() => program.synth())).toBe(message);
  });
});

describe('synth refuses', () => {
  const LOST = 'Calling [toString] on an [Output<T>] is not supported.';
  const wrong: Record<string, [(program: Program) => unknown, string]> = {
    'two objects of one identity, naming both': [
      (program) => {
        configMap(program.group('a'), 'map');
        configMap(program.group('b'), 'map');
      },
      'TM2005 at metal-prod/b/map: ConfigMap tenant-a/map is also made by metal-prod/a/map. Give one of the two another name or namespace, or remove it.',
    ],
    'two files that differ by case only': [
      (program) => {
        for (const name of ['Reader', 'reader']) {
          new ApiObject(program.group(name), 'role', {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'Role',
            metadata: { name, namespace: 'tenant-a' },
            rules: [],
          });
        }
      },
      'TM2006 at Role tenant-a/reader at metal-prod/reader/role: file "manifests/metal-prod/main/role.rbac.authorization.k8s.io_tenant-a_reader.yaml" is also claimed by Role tenant-a/Reader at metal-prod/Reader/role. Give one of the two another name; names must differ by more than case.',
    ],
    'an Output lost in a template string': [
      (program) => configMap(program.group('a'), 'map', { url: `https://${LOST}` }),
      'TM2013 at metal-prod/a/map: /data/url: an Output was put into a template string, so its value is lost. Pass a fact(name, sample) instead, and give the Output as the value of that fact.',
    ],
    'each namespaced object without a namespace': [
      (program) => {
        new ApiObject(program.group('a'), 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' } });
        new ApiObject(program.group('b'), 'sa', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa' } });
      },
      [
        'TM2016 at metal-prod/a/map: metadata.namespace: ConfigMap map names no namespace, so it would land wherever it is applied. Set `metadata: { namespace: ... }`.',
        'TM2016 at metal-prod/b/sa: metadata.namespace: ServiceAccount sa names no namespace, so it would land wherever it is applied. Set `metadata: { namespace: ... }`.',
      ].join('\n'),
    ],
    'a Secret in clear': [
      (program) =>
        new ApiObject(program.group('a'), 's', {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 's', namespace: 'tenant-a' },
          stringData: { password: 'x' },
        }),
      'TM2017 at metal-prod/a/s: stringData: the values of password would stand in Git in clear. Declare the Secret with needSecret(...) and supply it by other means, such as SOPS or External Secrets.',
    ],
    'a failed validation, once': [
      (program) => program.group('a').node.addValidation({ validate: () => ['too small'] }),
      'TM2018 at metal-prod/a: too small. Correct what this validation names.',
    ],
    'a cycle of dependencies': [
      (program) => {
        const [a, b] = [configMap(program.group('a'), 'x'), configMap(program.group('b'), 'y')];
        a.addDependency(b);
        b.addDependency(a);
        configMap(new Chart(program.app, 'chart'), 'later').addDependency(
          configMap(new Chart(program.app, 'other'), 'z'),
        );
      },
      'TM2019 at metal-prod/a/x: dependencies form a cycle: metal-prod/a/x -> metal-prod/b/y -> metal-prod/a/x. Remove one of these dependencies.',
    ],
    'a value that is no data': [
      (program) => configMap(program.group('a'), 'map', { when: Lazy.any({ produce: () => new Date(0) }) as string }),
      "TM2014 at metal-prod/a/map: ConfigMap \"map\" cannot be written: Failed serializing construct at path 'metal-prod/a/map' with name 'map': Error: can't render non-simple object of type 'Date'. Give plain values: strings, numbers, booleans, lists and maps.",
    ],
  };

  it.each(Object.entries(wrong))('%s', (_what, [fill, message]) => {
    const program = new Program();
    fill(program);
    expect(refusal(() => program.synth())).toBe(message);
    expect(existsSync(program.app.outdir)).toBe(false);
  });

  it('a unit of more than a thousand objects', () => {
    const program = new Program();
    const group = program.group('big');
    markUnit(group, { path: 'big' });
    for (let at = 0; at < 1001; at++) configMap(group, `map-${String(at)}`);
    expect(refusal(() => program.synth())).toBe(
      'TM2015 at metal-prod/big: unit "big" holds 1001 objects, and 1000 are the most that Flux builds in reasonable time. Split it: mark constructs below it as units of their own instead.',
    );
  });

  it("what a check of one's own finds, and lets its warnings pass", () => {
    const finding = (level: 'error' | 'warning') =>
      new Program(
        {},
        {
          checks: [
            (set) =>
              set.byKind('', 'ConfigMap').map(({ origin, id }) => ({
                code: 'TM2018',
                level,
                where: origin,
                object: id,
                message: 'no',
                remedy: 'Do.',
              })),
          ],
        },
      );
    const strict = finding('error');
    configMap(strict.group('a'), 'map');
    expect(refusal(() => strict.synth())).toBe('TM2018 at metal-prod/a/map: no. Do.');
    const lenient = finding('warning');
    configMap(lenient.group('a'), 'map');
    expect(Object.keys(lenient.synth())).toContain('manifests/metal-prod/main/configmap_tenant-a_map.yaml');
  });
});

describe('synth calls', () => {
  it('each validation and each Lazy once', () => {
    const program = new Program();
    const calls = { validate: 0, produce: 0 };
    program.group('a').node.addValidation({ validate: () => (calls.validate++, []) });
    const produce = (): string => (calls.produce++, 'x');
    configMap(program.group('b'), 'map', { key: Lazy.any({ produce }) as string });
    program.synth();
    expect(calls).toEqual({ validate: 1, produce: 1 });
  });

  it('each prediction, which is in the set and not in the tree', () => {
    const program = new Program();
    const { tenant } = twoUnits(program);
    const metadata = { name: 'made', namespace: 'tenant-a' };
    predictObjects(tenant, () => [{ apiVersion: 'v1', kind: 'Service', metadata }]);
    const files = program.synth();
    expect(program.app.manifests()[0]?.get('', 'Service', 'tenant-a', 'made')?.layer).toBe('predicted');
    expect(Object.keys(files).filter((path) => path.includes('made'))).toEqual([]);
  });

  it('layered dependencies in no time', () => {
    const app = new MeshApp({ outdir: new Program().outdir });
    const chart = new Chart(app, 'layers');
    let below: ApiObject[] = [];
    for (let layer = 0; layer < 40; layer++) {
      const here = Array.from({ length: 8 }, (_, at) => configMap(chart, `layer-${String(layer)}-${String(at)}`));
      for (const object of here) object.addDependency(...below);
      below = here;
    }
    app.synth();
    expect(app.lastReport?.written).toBe(1);
  });
});
