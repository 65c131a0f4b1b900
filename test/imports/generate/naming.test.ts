import {
  builtinPlural,
  capital,
  className,
  compareVersions,
  moduleName,
  versionName,
} from '../../../scripts/generate/naming.js';

describe('names of generated code', () => {
  it.each([
    ['v1', 'V1'],
    ['v2', 'V2'],
    ['v1beta1', 'V1Beta1'],
    ['v1alpha3', 'V1Alpha3'],
    ['v10beta12', 'V10Beta12'],
  ])('carries the version %s as %s', (version, expected) => {
    expect(versionName(version)).toBe(expected);
    expect(className('Canary', version)).toBe(`Canary${expected}`);
  });

  it('changes no more than the first letter of a field and what an identifier cannot hold', () => {
    expect(['mirrorPercent', 'mirror_percent', 'x509SVID', '$ref', 'a-b'].map(capital)).toEqual([
      'MirrorPercent',
      'Mirror_percent',
      'X509SVID',
      '_ref',
      'A_b',
    ]);
  });

  it('names a module after its group', () => {
    expect([moduleName(''), moduleName('apps'), moduleName('cert-manager.io')]).toEqual([
      'core',
      'apps',
      'cert-manager.io',
    ]);
  });

  it('orders versions as the API server does', () => {
    const sorted = ['v1', 'v2', 'v1beta1', 'v2beta1', 'v1beta2', 'v1alpha1', 'v10'].sort(compareVersions);
    expect(sorted).toEqual(['v10', 'v2', 'v1', 'v2beta1', 'v1beta2', 'v1beta1', 'v1alpha1']);
  });

  it('refuses a version that is none', () => {
    expect(() => compareVersions('v1', '1.0')).toThrow(
      "'1.0' is not a Kubernetes version; write it as v1, v1beta1 or v1alpha1.",
    );
  });

  it.each([
    ['Pod', 'pods'],
    ['Endpoints', 'endpoints'],
    ['Ingress', 'ingresses'],
    ['NetworkPolicy', 'networkpolicies'],
  ])('forms the plural of %s', (kind, plural) => {
    expect(builtinPlural(kind)).toBe(plural);
  });
});
