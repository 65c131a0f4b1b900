import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, MeshApp } from '../../lib/app/index.js';
import { addUnitImage, needSecret, predictObjects } from '../../lib/model/index.js';
import { Target, targetOf } from '../../lib/targets/index.js';
import { Program, configMap, namespace, refusal, twoUnits, removePrograms } from './program.js';

beforeEach(() => {
  process.env['TENANT_MESH_SUMMARY'] = '/dev/null';
});
afterEach(() => {
  delete process.env['TENANT_MESH_SUMMARY'];
  removePrograms();
});

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
      'clusters/metal-prod/.gitattributes',
      'clusters/metal-prod/SECRETS.md',
      'clusters/metal-prod/flux-system/gotk-components.yaml',
      'clusters/metal-prod/flux-system/gotk-sync.yaml',
      'clusters/metal-prod/flux-system/kustomization.yaml',
      'clusters/metal-prod/infrastructure-crds.yaml',
      'clusters/metal-prod/kustomization.yaml',
      'clusters/metal-prod/tenants-tenant-a.yaml',
      'manifests/metal-prod/.gitattributes',
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
    expect(program.app.lastReport).toEqual({ written: 0, unchanged: 13, removed: 1 });
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
          {
            name: 'app',
            image: 'ghcr.io/example/app:1.0',
            env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'password', key: 'value' } } }],
          },
        ],
      },
    });
    const list = program.synth()['clusters/metal-prod/SECRETS.md'];
    expect(list).toContain('| tenant-a | tenant-a | password | `value` | used by Pod tenant-a/app |');
    expect(list).toContain('| tenant-a | tenant-a | sign-in | `client-secret` | OIDC client |');
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
