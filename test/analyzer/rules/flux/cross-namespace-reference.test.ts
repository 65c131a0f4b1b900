import { crossNamespaceReference } from '../../../../lib/analyzer/rules/flux/cross-namespace-reference.js';
import { doc, findings } from '../../rule-tester.js';

const OTHER = { name: 'x', namespace: 'flux-system' };

describe('cross-namespace-reference', () => {
  it('names both namespaces', () => {
    const apps = doc('Kustomization kustomize.toolkit.fluxcd.io/v1', 'a/apps', {
      spec: { sourceRef: { kind: 'GitRepository', ...OTHER } },
    });
    expect(findings(crossNamespaceReference, apps)).toEqual([
      'TM4302 at test.yaml:2 (Kustomization a/apps): spec.sourceRef.namespace: it refers from namespace "a" into "flux-system". Put the object and what it refers to into one namespace.',
    ]);
  });

  it.each([
    ['HelmRelease helm.toolkit.fluxcd.io/v2', { chart: { spec: { sourceRef: OTHER } } }],
    ['HelmRelease helm.toolkit.fluxcd.io/v2', { chartRef: OTHER }],
    ['ImagePolicy image.toolkit.fluxcd.io/v1', { imageRepositoryRef: OTHER }],
    ['ImageUpdateAutomation image.toolkit.fluxcd.io/v1', { sourceRef: OTHER }],
    ['Alert notification.toolkit.fluxcd.io/v1beta3', { eventSources: [OTHER] }],
    ['Receiver notification.toolkit.fluxcd.io/v1', { resources: [OTHER] }],
  ])('reads %s with %j', (type, spec) => {
    expect(findings(crossNamespaceReference, doc(type, 'a/x', { spec }))).toHaveLength(1);
    expect(findings(crossNamespaceReference, doc(type, 'flux-system/x', { spec }))).toEqual([]);
  });

  it('is silent for the own namespace by default, and for dependencies', () => {
    const spec = { sourceRef: { kind: 'GitRepository', name: 'x' }, dependsOn: [OTHER] };
    expect(
      findings(crossNamespaceReference, doc('Kustomization kustomize.toolkit.fluxcd.io/v1', 'a/apps', { spec })),
    ).toEqual([]);
  });
});
