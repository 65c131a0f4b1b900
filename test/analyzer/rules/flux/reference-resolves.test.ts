import { referenceResolves } from '../../../../lib/analyzer/rules/flux/reference-resolves.js';
import { doc, findings } from '../../rule-tester.js';

const kustomization = (name: string, spec: object) =>
  doc('Kustomization kustomize.toolkit.fluxcd.io/v1', `flux-system/${name}`, { spec });
const release = (name: string, spec: object) =>
  doc('HelmRelease helm.toolkit.fluxcd.io/v2', `flux-system/${name}`, { spec });
const git = doc('GitRepository source.toolkit.fluxcd.io/v1', 'flux-system/fleet');
const helm = doc('HelmRepository source.toolkit.fluxcd.io/v1', 'flux-system/charts');

describe('reference-resolves', () => {
  it('names what is missing', () => {
    const all = {
      sourceRef: { kind: 'GitRepository', name: 'fleet' },
      dependsOn: [{ name: 'infra' }],
      postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'facts' }] },
    };
    expect(findings(referenceResolves, kustomization('apps', all))).toEqual([
      'TM4301 at test.yaml:2 (Kustomization flux-system/apps): spec.sourceRef: there is no GitRepository flux-system/fleet. Write the object that is meant, or name one that is there.',
      'TM4301 at test.yaml:2 (Kustomization flux-system/apps): spec.dependsOn[0]: there is no Kustomization flux-system/infra. Write the object that is meant, or name one that is there.',
      'TM4301 at test.yaml:2 (Kustomization flux-system/apps): spec.postBuild.substituteFrom[0]: there is no ConfigMap flux-system/facts. Write the object that is meant, or name one that is there.',
    ]);
  });

  it('finds sources by kind, name and namespace', () => {
    const source = (sourceRef: object) => git + kustomization('apps', { sourceRef });
    expect(findings(referenceResolves, source({ kind: 'GitRepository', name: 'fleet' }))).toEqual([]);
    expect(findings(referenceResolves, source({ kind: 'Bucket', name: 'fleet' }))).toHaveLength(1);
    expect(findings(referenceResolves, source({ kind: 'GitRepository', name: 'fleet', namespace: 'a' }))).toHaveLength(
      1,
    );
    expect(findings(referenceResolves, source({ kind: 'Gitrepository', name: 'fleet' }))).toHaveLength(1);
  });

  it('reads charts of a HelmRelease in both forms', () => {
    const chart = { spec: { chart: 'x', sourceRef: { kind: 'HelmRepository', name: 'charts' } } };
    expect(findings(referenceResolves, helm + release('x', { chart }))).toEqual([]);
    expect(findings(referenceResolves, release('x', { chart }))).toHaveLength(1);
    expect(findings(referenceResolves, release('x', { chartRef: { kind: 'OCIRepository', name: 'x' } }))).toHaveLength(
      1,
    );
  });

  it('takes a dependency of its own kind only', () => {
    const waiting = release('b', { dependsOn: [{ name: 'a' }] });
    expect(findings(referenceResolves, release('a', {}) + waiting)).toEqual([]);
    expect(findings(referenceResolves, kustomization('a', {}) + waiting)).toHaveLength(1);
  });

  it('takes a ConfigMap that is written, bundled or optional, and leaves Secrets to their list', () => {
    const values = (reference: object) => release('x', { valuesFrom: [reference] });
    const map = { kind: 'ConfigMap', name: 'values' };
    expect(findings(referenceResolves, values(map))).toHaveLength(1);
    expect(findings(referenceResolves, doc('ConfigMap v1', 'flux-system/values') + values(map))).toEqual([]);
    const bundle = doc('Bundle trust.cert-manager.io/v1alpha1', 'values', {
      spec: { target: { configMap: { key: 'ca.crt' } } },
    });
    expect(findings(referenceResolves, bundle + values(map))).toEqual([]);
    expect(findings(referenceResolves, values({ ...map, optional: true }))).toEqual([]);
    expect(findings(referenceResolves, values({ ...map, kind: 'Secret' }))).toEqual([]);
  });
});
