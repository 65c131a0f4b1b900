import fc from 'fast-check';
import { planPublish } from '../../../lib/gitops/index.js';
import { Sandbox, removeSandboxes, type Tree } from '../publish/sandbox.js';
import { refusal } from '../../refusal.js';

afterEach(removeSandboxes);

const COMMON = 'manifests/shared/infrastructure/common';

function configMap(name: string, value: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: flux-system\ndata:\n  value: "${value}"\n`;
}

function step(name: string, path: string): string {
  const head = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\n`;
  return `${head}spec:\n  path: ./${path}\n  prune: true\n`;
}

function list(...names: readonly string[]): string {
  return `resources:\n${names.map((name) => `  - ${name}\n`).join('')}`;
}

/** A cluster with a unit of its own, and where it shares, with the step that reads the common one. */
function cluster(name: string, shares: boolean): Tree {
  return {
    [`clusters/${name}/infrastructure-own.yaml`]: step('infrastructure-own', `manifests/${name}/infrastructure/own`),
    [`manifests/${name}/infrastructure/own/configmap_flux-system_own.yaml`]: configMap('own', name),
    ...(shares ? { [`clusters/${name}/infrastructure-common.yaml`]: step('infrastructure-common', COMMON) } : {}),
  };
}

const SHARED: Tree = {
  [`${COMMON}/configmap_flux-system_common.yaml`]: configMap('common', 'same'),
  'manifests/shared/.gitattributes': '* -text\n',
};

function tree(...names: readonly string[]): Tree {
  return Object.assign({}, SHARED, ...names.map((name) => cluster(name, true))) as Tree;
}

describe('publish of several clusters', () => {
  it('takes the clusters that are named, with the shared units that they read', () => {
    const sandbox = new Sandbox();
    const whole = { ...tree('east', 'west'), ...cluster('apart', false), 'chart.k8s.yaml': configMap('chart', '1') };
    const report = sandbox.publish(whole, { clusters: ['apart'] });
    expect(Object.keys(sandbox.published())).toEqual(Object.keys(cluster('apart', false)).sort());
    expect(report.leftAlone).toEqual([]);
    sandbox.publish(whole, { clusters: ['east'] });
    expect(Object.keys(sandbox.published())).toContain(`${COMMON}/configmap_flux-system_common.yaml`);
    expect(Object.keys(sandbox.published()).some((path) => path.includes('/west/'))).toBe(false);
  });

  it('ends in one tree in any order', () => {
    const names = ['east', 'west', 'north'];
    const whole = tree(...names);
    const all = new Sandbox();
    all.publish(whole);
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        const sandbox = new Sandbox();
        for (const name of order) sandbox.publish(whole, { clusters: [name] });
        expect(sandbox.files()).toEqual(all.files());
      }),
      { numRuns: 6 },
    );
  });

  it('ends in one tree where each cluster comes from a tree of its own', () => {
    const all = new Sandbox();
    all.publish(tree('east', 'west'));
    const sandbox = new Sandbox();
    sandbox.publish(tree('west'));
    const report = sandbox.publish(tree('east'));
    expect(report.leftAlone).toEqual(['west']);
    expect(sandbox.files()).toEqual(all.files());
    expect(sandbox.publish(tree('west')).written).toEqual([]);
  });

  it('keeps a shared unit until the last cluster that reads it goes', () => {
    const sandbox = new Sandbox();
    sandbox.publish(tree('east', 'west'));
    sandbox.publish(cluster('east', false), { allowDelete: ['ConfigMap/flux-system/common'] });
    expect(Object.keys(sandbox.published())).toContain(`${COMMON}/configmap_flux-system_common.yaml`);
    sandbox.publish(cluster('east', false), { removeClusters: ['west'] });
    expect(Object.keys(sandbox.published())).toEqual(Object.keys(cluster('east', false)).sort());
    expect(Object.keys(sandbox.files())).not.toContain('.tenant-mesh/shared.jsonl');
  });

  it('refuses clusters of two repositories in one checkout, and a name that is none', () => {
    const sandbox = new Sandbox();
    const comment = (url: string) => `# flux bootstrap git --url=${url} --branch=main\n`;
    const whole = {
      ...tree('east', 'west'),
      'clusters/east/flux-system/gotk-sync.yaml': comment('ssh://git@git.example.com/east.git'),
      'clusters/west/flux-system/source.yaml':
        'apiVersion: v1\nkind: X\nmetadata:\n  name: a\nspec:\n  url: oci://ghcr.io/west\n',
    };
    expect(refusal(() => sandbox.publish(whole))).toContain(
      'TM5116 at clusters/west: cluster "west" reads oci://ghcr.io/west, and cluster "east" reads ssh://git@git.example.com/east.git. Publish each into its own checkout: name the clusters of one with --cluster.',
    );
    expect(sandbox.publish(whole, { clusters: ['east'] }).written).toContain('clusters/east/infrastructure-own.yaml');
    expect(refusal(() => sandbox.publish(whole, { clusters: ['south'] }))).toContain(
      'TM5114 at clusters/south: the tree has no cluster of this name, but east, west (got "south"). Name a cluster of the program.',
    );
  });

  it('refuses an encrypted file where several clusters read it', () => {
    const sandbox = new Sandbox();
    const sealed =
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  k: ENC[AES256_GCM,data:a]\nsops:\n  mac: x\n';
    expect(refusal(() => sandbox.publish({ ...tree('east'), [`${COMMON}/secret_a.yaml`]: sealed }))).toContain(
      `TM5011 at ${COMMON}/secret_a.yaml: several clusters read this folder, and each would need the key of this file. Put the Secret into a unit of its own cluster.`,
    );
  });
});

describe('the plan of several clusters', () => {
  it('says of each cluster what changes in a shared unit', () => {
    const sandbox = new Sandbox();
    sandbox.publish(tree('east', 'west'));
    sandbox.synth({
      ...tree('east', 'west'),
      [`${COMMON}/configmap_flux-system_common.yaml`]: configMap('common', 'new'),
    });
    const { objects } = planPublish(sandbox.dist, sandbox.checkout);
    expect(objects.map(({ action, cluster: name, unit }) => `${action} ${name} ${unit}`)).toEqual([
      'change east manifests/east/infrastructure/common',
      'change west manifests/west/infrastructure/common',
    ]);
  });

  it('sees no move where a unit becomes shared: the same Kustomization applies it', () => {
    const sandbox = new Sandbox();
    const own = 'manifests/east/infrastructure/common';
    sandbox.publish({
      ...cluster('east', false),
      'clusters/east/infrastructure-common.yaml': step('infrastructure-common', own),
      [`${own}/configmap_flux-system_common.yaml`]: configMap('common', 'same'),
    });
    sandbox.synth(tree('east'));
    const { objects, moves } = planPublish(sandbox.dist, sandbox.checkout);
    expect(moves).toEqual({ kind: 'none' });
    expect(objects.map(({ action, object }) => `${action} ${object}`)).toEqual([
      'change Kustomization.kustomize.toolkit.fluxcd.io/flux-system/infrastructure-common',
    ]);
  });

  it('moves guard rails in two steps when a group takes them, and when it gives them back', () => {
    const sandbox = new Sandbox();
    const rails = { 'manifests/east/tenants/a/configmap_flux-system_rails.yaml': configMap('rails', 'a') };
    const single = { ...rails, 'clusters/east/tenants-a.yaml': step('tenants-a', 'manifests/east/tenants/a') };
    const group = 'manifests/east/guard-rails/one';
    const grouped = {
      ...rails,
      'clusters/east/guard-rails-one.yaml': step('guard-rails-one', group),
      [`${group}/kustomization.yaml`]: list('../../tenants/a'),
    };
    for (const [from, to] of [
      [single, grouped],
      [grouped, single],
    ] as const) {
      sandbox.publish(from);
      expect(sandbox.publish(to).moves).toEqual({ kind: 'mark', objects: ['ConfigMap/flux-system/rails'] });
      expect(sandbox.read(Object.keys(rails)[0] ?? '')).toContain('kustomize.toolkit.fluxcd.io/prune: disabled');
      expect(refusal(() => sandbox.publish(to))).toContain('TM5205');
      sandbox.publish(to, { finishMoves: true });
      // The file stays in its folder, so its mark goes once the Kustomization that had it is gone: one publish later.
      expect(sandbox.read(Object.keys(rails)[0] ?? '')).toContain('kustomize.toolkit.fluxcd.io/prune: disabled');
      sandbox.publish(to);
      expect(sandbox.published()).toEqual(to);
    }
  });
});
