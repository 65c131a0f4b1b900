import { serviceAccount } from '../../../../lib/analyzer/rules/flux/service-account.js';
import { doc, findings } from '../../rule-tester.js';

const TYPES = ['Kustomization kustomize.toolkit.fluxcd.io/v1', 'HelmRelease helm.toolkit.fluxcd.io/v2'] as const;

describe('service-account', () => {
  it('says that none is named', () => {
    expect(findings(serviceAccount, doc(TYPES[0], 'flux-system/apps'))).toEqual([
      'TM4303 at test.yaml:2 (Kustomization flux-system/apps): spec.serviceAccountName: it names no account to act as. Set `spec.serviceAccountName` to an account with the rights that the content needs.',
    ]);
  });

  it.each(TYPES)('wants one of each %s', (type) => {
    expect(findings(serviceAccount, doc(type, 'a/x', { spec: {} }))).toHaveLength(1);
    expect(findings(serviceAccount, doc(type, 'a/x', { spec: { serviceAccountName: '' } }))).toHaveLength(1);
    expect(findings(serviceAccount, doc(type, 'a/x', { spec: { serviceAccountName: 'apps' } }))).toEqual([]);
  });

  it('is silent for another cluster', () => {
    const spec = { kubeConfig: { secretRef: { name: 'other' } } };
    expect(findings(serviceAccount, doc(TYPES[0], 'a/x', { spec }))).toEqual([]);
  });
});
