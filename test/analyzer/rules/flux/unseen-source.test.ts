import { unseenSource } from '../../../../lib/analyzer/rules/flux/unseen-source.js';
import { doc, findings, tenantNamespace } from '../../rule-tester.js';

const unit = (place: string, account?: string) =>
  doc('Kustomization kustomize.toolkit.fluxcd.io/v1', place, {
    spec: {
      ...(account === undefined ? {} : { serviceAccountName: account }),
      sourceRef: { kind: 'OCIRepository', name: 'apps' },
    },
  });

describe('unseen-source', () => {
  it('says what was assumed of a source of the tenant', () => {
    expect(findings(unseenSource, tenantNamespace('a') + unit('a/apps', 'deployer'))).toEqual([
      'TM4307 at test.yaml:4 (Kustomization a/apps): spec.sourceRef: what is in OCIRepository "apps" is unknown; assumed is that it holds only what account "deployer" and the admission policies let it. Check that repository by itself with `tenant-mesh check`, and read answers about access as those for a namespace without these workloads.',
    ]);
    expect(findings(unseenSource, tenantNamespace('a') + unit('a/apps')).join()).toContain('account "default"');
  });

  it('is silent about what the platform applies', () => {
    expect(findings(unseenSource, tenantNamespace('a') + unit('flux-system/apps-a', 'apps-a'))).toEqual([]);
  });
});
