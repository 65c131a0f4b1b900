import { formatPlan, formatPlanMarkdown, planPublish, type PublishPlan } from '../../../lib/gitops/index.js';
import { publishOn } from '../../../lib/gitops/publish/publish.js';
import { refusal } from '../../app/program.js';
import { FaultyDisk } from '../publish/faulty-disk.js';
import { Sandbox, clusterTree, configMap, removeSandboxes, type Tree } from '../publish/sandbox.js';

afterAll(removeSandboxes);

/** A manifest with some fields below `metadata`. */
function manifest(apiVersion: string, kind: string, name: string, rest = '', annotation = ''): string {
  const namespace = kind === 'Namespace' ? '' : '  namespace: team-x\n';
  const annotations = annotation === '' ? '' : `  annotations:\n    ${annotation}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace}${annotations}${rest}`;
}

const KEEP = 'kustomize.toolkit.fluxcd.io/prune: disabled';
const AT = 'manifests/prod/apps/team-x';
const BASE: Tree = { 'clusters/prod/base.yaml': configMap('team-x', 'base') };

/** The plan from one tree to another. */
function plan(before: Tree, after: Tree): PublishPlan {
  const box = new Sandbox();
  box.publish({ ...BASE, ...before });
  box.synth({ ...BASE, ...after });
  return planPublish(box.dist, box.checkout);
}

function deployment(app: string, replicas: number): string {
  return manifest(
    'apps/v1',
    'Deployment',
    'web',
    `spec:\n  replicas: ${String(replicas)}\n  selector:\n    matchLabels:\n      app: ${app}\n`,
  );
}

describe('a plan', () => {
  it('names what is created, changed field by field, and deleted', () => {
    const before = { [`${AT}/a.yaml`]: configMap('team-x', 'old'), [`${AT}/d.yaml`]: deployment('web', 1) };
    const after = { [`${AT}/b.yaml`]: configMap('team-x', 'new'), [`${AT}/d.yaml`]: deployment('web', 3) };
    const found = plan(before, after);
    expect(found.objects.map(({ action, object }) => [action, object])).toEqual([
      ['create', 'ConfigMap/team-x/new'],
      ['delete', 'ConfigMap/team-x/old'],
      ['change', 'Deployment.apps/team-x/web'],
    ]);
    expect(found.objects[2]?.fields).toEqual([{ field: 'spec.replicas', before: 1, after: 3 }]);
    expect(found.warnings).toEqual([]);
    expect(formatPlan(found)).toMatchSnapshot();
  });

  it('writes nothing', () => {
    const box = new Sandbox();
    box.publish(clusterTree({ 'tenant-a': '1.0.0' }));
    const before = box.files();
    box.synth(clusterTree({ 'tenant-b': '1.0.0' }));
    planPublish(box.dist, box.checkout);
    expect(box.files()).toEqual(before);
  });

  it('of nothing says so, also where only the text of a file changes', () => {
    expect(formatPlan(plan(BASE, BASE))).toBe('Nothing changes.\n');
    const found = plan({ [`${AT}/x.md`]: 'one' }, { [`${AT}/x.md`]: 'two' });
    expect(formatPlan(found)).toBe('\nNo object changes; 1 files written, 0 removed\n');
  });

  it('knows an object by its identity, whatever its file is called', () => {
    expect(
      plan({ [`${AT}/a.yaml`]: configMap('team-x', 'one') }, { [`${AT}/b.yaml`]: configMap('team-x', 'one') }).objects,
    ).toEqual([]);
  });

  it('keeps two clusters apart', () => {
    const other = {
      'manifests/test/apps/team-x/a.yaml': configMap('team-x', 'one'),
      'clusters/test/x.yaml': configMap('team-x', 'x'),
    };
    const found = plan({ [`${AT}/a.yaml`]: configMap('team-x', 'one') }, other);
    expect(found.objects.map(({ action, cluster }) => [action, cluster])).toEqual([
      ['delete', 'prod'],
      ['create', 'test'],
      ['create', 'test'],
    ]);
  });

  it('never shows a value of a Secret', () => {
    const secret = (value: string): string =>
      `${manifest('v1', 'Secret', 'key', `data:\n  token: ENC[${value}]\n`)}sops:\n  mac: ENC[${value}]\n`;
    const found = plan({ [`${AT}/s.yaml`]: secret('AAAA') }, { [`${AT}/s.yaml`]: secret('BBBB') });
    for (const text of [formatPlan(found), formatPlanMarkdown(found), JSON.stringify(found)]) {
      expect(text).toContain('data.token');
      expect(text).not.toMatch(/AAAA|BBBB/);
    }
  });

  it('waits until an interrupted publish is finished', () => {
    const box = new Sandbox();
    box.synth(BASE);
    const run = (): unknown =>
      publishOn({ disk: new FaultyDisk(6, 'killed-before'), isAlive: () => false }, box.dist, box.checkout, {});
    expect(run).toThrow();
    expect(refusal(() => planPublish(box.dist, box.checkout))).toBe(
      'TM5113 at .tenant-mesh/journal: an earlier publish was interrupted, so the checkout is in between two states. ' +
        'Publish once, which finishes it, and then ask for the plan.',
    );
  });
});

describe('a deletion that loses data or traffic', () => {
  it.each([
    ['Namespace//web', manifest('v1', 'Namespace', 'web')],
    ['PersistentVolumeClaim/team-x/web', manifest('v1', 'PersistentVolumeClaim', 'web')],
    ['CustomResourceDefinition/team-x/web', manifest('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'web')],
    ['Canary/team-x/web', manifest('flagger.app/v1beta1', 'Canary', 'web')],
    ['Certificate/team-x/web', manifest('cert-manager.io/v1', 'Certificate', 'web', 'spec:\n  isCA: true\n')],
    ['Issuer/team-x/web', manifest('cert-manager.io/v1', 'Issuer', 'web', 'spec:\n  ca:\n    secretName: root\n')],
    ['Service/team-x/web', manifest('v1', 'Service', 'web', 'spec:\n  type: LoadBalancer\n')],
    ['HelmRelease/team-x/web', manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'web')],
    ['Secret/team-x/web', manifest('v1', 'Secret', 'web')],
    ['PersistentVolume/team-x/web', manifest('v1', 'PersistentVolume', 'web')],
    [
      'ClusterIssuer/team-x/web',
      manifest('cert-manager.io/v1', 'ClusterIssuer', 'web', 'spec:\n  ca:\n    secretName: r\n'),
    ],
    ['Bundle/team-x/web', manifest('trust.cert-manager.io/v1alpha1', 'Bundle', 'web')],
    ['Gateway/team-x/web', manifest('networking.istio.io/v1', 'Gateway', 'web')],
    ['IPAddressPool/team-x/web', manifest('metallb.io/v1beta1', 'IPAddressPool', 'web')],
    ['L2Advertisement/team-x/web', manifest('metallb.io/v1beta1', 'L2Advertisement', 'web')],
    ['BGPAdvertisement/team-x/web', manifest('metallb.io/v1beta1', 'BGPAdvertisement', 'web')],
    ['BGPPeer/team-x/web', manifest('metallb.io/v1beta2', 'BGPPeer', 'web')],
    [
      'Kustomization/team-x/web',
      manifest('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'web', 'spec:\n  path: ./deploy\n  prune: true\n'),
    ],
  ])('%s is refused until it is allowed by name', (name, text) => {
    const box = new Sandbox();
    box.publish({ ...BASE, [`${AT}/x.yaml`]: text });
    const before = box.files();
    const message = refusal(() => box.publish(BASE));
    expect(message).toMatch(/^TM5201 at prod: .+: it is deleted: /);
    expect(message).toContain(`allow this with --allow-delete ${name}.`);
    expect(refusal(() => box.publish(BASE, { allowDelete: ['Namespace/other', name.replace('web', 'we')] }))).toBe(
      message,
    );
    expect(box.files()).toEqual(before);
    expect(box.publish(BASE, { allowDelete: [name] }).removed).toEqual([`${AT}/x.yaml`]);
  });

  it.each([
    ['a leaf certificate', manifest('cert-manager.io/v1', 'Certificate', 'web', 'spec:\n  isCA: false\n')],
    ['an inner Service', manifest('v1', 'Service', 'web', 'spec:\n  type: ClusterIP\n')],
    ['an issuer that is no CA', manifest('cert-manager.io/v1', 'Issuer', 'web', 'spec:\n  acme: {}\n')],
    ['a ConfigMap', configMap('team-x', 'web')],
    [
      'a Kustomization of this tree',
      manifest(
        'kustomize.toolkit.fluxcd.io/v1',
        'Kustomization',
        'web',
        'spec:\n  path: ./manifests/prod/x\n  prune: true\n',
      ),
    ],
    [
      'a Kustomization that prunes nothing',
      manifest('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'web', 'spec:\n  path: ./deploy\n  prune: false\n'),
    ],
  ])('is not that of %s', (_name, text) => {
    expect(plan({ [`${AT}/x.yaml`]: text }, {}).warnings).toEqual([]);
  });

  it('does not happen where Flux is told to leave the object', () => {
    const found = plan({ [`${AT}/x.yaml`]: manifest('v1', 'Namespace', 'web', '', KEEP) }, {});
    expect(found).toMatchObject({ warnings: [], objects: [{ action: 'leave', object: 'Namespace//web' }] });
  });

  it('comes first in the text, and loud', () => {
    const canary = manifest('flagger.app/v1beta1', 'Canary', 'web');
    const found = plan(
      { [`${AT}/x.yaml`]: canary, [`${AT}/d.yaml`]: deployment('web', 1) },
      { [`${AT}/d.yaml`]: deployment('w', 1) },
    );
    expect(formatPlan(found)).toMatchSnapshot();
    expect(formatPlanMarkdown(found)).toMatchSnapshot();
  });
});

describe('a change that hurts', () => {
  it.each([
    [deployment('web', 1), deployment('other', 1), 'TM5202', 'spec.selector.matchLabels.app'],
    [
      manifest('v1', 'Service', 'web', 'spec:\n  clusterIP: 10.0.0.1\n'),
      manifest('v1', 'Service', 'web', 'spec:\n  clusterIP: 10.0.0.2\n'),
      'TM5202',
      'spec.clusterIP',
    ],
    [
      manifest('v1', 'PersistentVolumeClaim', 'web', 'spec:\n  storageClassName: slow\n'),
      manifest('v1', 'PersistentVolumeClaim', 'web', 'spec:\n  storageClassName: fast\n'),
      'TM5202',
      'spec.storageClassName',
    ],
    [
      manifest('batch/v1', 'Job', 'web', 'spec:\n  template:\n    spec:\n      restartPolicy: Never\n'),
      manifest('batch/v1', 'Job', 'web', 'spec:\n  template:\n    spec:\n      restartPolicy: OnFailure\n'),
      'TM5202',
      'spec.template.spec.restartPolicy',
    ],
    [
      manifest('v1', 'Service', 'web', 'spec:\n  type: LoadBalancer\n  loadBalancerIP: 192.0.2.1\n'),
      manifest('v1', 'Service', 'web', 'spec:\n  type: LoadBalancer\n'),
      'TM5204',
      'spec.loadBalancerIP',
    ],
    [
      manifest('metallb.io/v1beta1', 'IPAddressPool', 'web', 'spec:\n  addresses:\n    - 192.0.2.0/29\n'),
      manifest('metallb.io/v1beta1', 'IPAddressPool', 'web', 'spec:\n  addresses:\n    - 192.0.2.8/29\n'),
      'TM5204',
      'spec.addresses[0]',
    ],
    [
      manifest('v1', 'PersistentVolumeClaim', 'web', 'spec:\n  resources:\n    requests:\n      storage: 2Gi\n'),
      manifest('v1', 'PersistentVolumeClaim', 'web', 'spec:\n  resources:\n    requests:\n      storage: 1500Mi\n'),
      'TM5202',
      'spec.resources.requests.storage',
    ],
    [
      manifest('v1', 'ConfigMap', 'web', 'immutable: true\ndata:\n  a: one\n'),
      manifest('v1', 'ConfigMap', 'web', 'immutable: true\ndata:\n  a: two\n'),
      'TM5202',
      'data.a',
    ],
    [
      manifest('cert-manager.io/v1', 'Certificate', 'web', 'spec:\n  isCA: true\n  commonName: one\n'),
      manifest('cert-manager.io/v1', 'Certificate', 'web', 'spec:\n  isCA: true\n  commonName: two\n'),
      'TM5207',
      'spec.commonName',
    ],
    [
      manifest('cert-manager.io/v1', 'Issuer', 'web', 'spec:\n  ca:\n    secretName: one\n'),
      manifest('cert-manager.io/v1', 'Issuer', 'web', 'spec:\n  ca:\n    secretName: two\n'),
      'TM5207',
      'spec.ca.secretName',
    ],
    [
      manifest('gateway.networking.k8s.io/v1', 'Gateway', 'web', 'spec:\n  gatewayClassName: one\n'),
      manifest('gateway.networking.k8s.io/v1', 'Gateway', 'web', 'spec:\n  gatewayClassName: two\n'),
      'TM5204',
      'spec.gatewayClassName',
    ],
  ])('is told of: %#', (before, after, code, field) => {
    const [warning, ...others] = plan({ [`${AT}/x.yaml`]: before }, { [`${AT}/x.yaml`]: after }).warnings;
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ code, needsLeave: false });
    expect(warning?.what).toContain(field);
  });

  it.each([
    ['HelmRelease', 'helm.toolkit.fluxcd.io/v2', 'spec:\n  releaseName: '],
    ['Canary', 'flagger.app/v1beta1', 'spec:\n  targetRef:\n    name: '],
  ])('needs leave where %s takes the old away first', (kind, version, spec) => {
    const file = `${AT}/x.yaml`;
    const [before, after] = ['one', 'two'].map((name) => ({
      ...BASE,
      [file]: manifest(version, kind, 'web', `${spec}${name}\n`),
    }));
    const box = new Sandbox();
    box.publish(before ?? {});
    expect(refusal(() => box.publish(after ?? {}))).toMatch(
      /^TM5201 at .* what it made is taken away before the new is there/,
    );
    expect(box.publish(after ?? {}, { allowDelete: [`${kind}/team-x/web`] }).written).toEqual([file]);
  });

  it.each([
    [
      'a claim that grows',
      'PersistentVolumeClaim',
      'spec:\n  resources:\n    requests:\n      storage: ',
      '1Gi',
      '2Gi',
    ],
    ['a leaf certificate', 'Certificate', 'spec:\n  commonName: ', 'one', 'two'],
  ])('is not that of %s', (_name, kind, spec, one, two) => {
    const version = kind === 'Certificate' ? 'cert-manager.io/v1' : 'v1';
    const [before, after] = [one, two].map((value) => ({
      [`${AT}/x.yaml`]: manifest(version, kind, 'web', `${spec}${value}\n`),
    }));
    expect(plan(before ?? {}, after ?? {}).warnings).toEqual([]);
  });

  it('is not one of another field of the same object', () => {
    expect(
      plan({ [`${AT}/x.yaml`]: deployment('web', 1) }, { [`${AT}/x.yaml`]: deployment('web', 2) }).warnings,
    ).toEqual([]);
  });
});
