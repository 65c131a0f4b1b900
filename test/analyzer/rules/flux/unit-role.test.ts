import { unitRole } from '../../../../lib/analyzer/rules/flux/unit-role.js';
import { doc, findings, tenantNamespace } from '../../rule-tester.js';

const ALL = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
const rule = (apiGroup: string, resource: string, verbs: readonly string[] = ALL) => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs,
});
const role = (...rules: object[]) => doc('Role rbac.authorization.k8s.io/v1', 'a/apps', { rules });
const binding = (place = 'a/apps') =>
  doc('RoleBinding rbac.authorization.k8s.io/v1', place, {
    roleRef: { kind: 'Role', name: 'apps' },
    subjects: [{ kind: 'ServiceAccount', name: 'apps-a', namespace: 'flux-system' }],
  });
const unit = doc('Kustomization kustomize.toolkit.fluxcd.io/v1', 'flux-system/apps-a', {
  spec: { path: './manifests/prod/apps/a', serviceAccountName: 'apps-a' },
});
const rails = tenantNamespace('a') + binding() + unit;
const held = (...objects: string[]) => `# unit: apps/a\n${objects.join('')}`;
const web = doc('Deployment apps/v1', 'a/web');
const deployments = rule('apps', 'deployments');

describe('unit-role', () => {
  it('names the account, the unit and what it may not write', () => {
    expect(findings(unitRole, role() + rails + held(web))).toEqual([
      'TM4304 at test.yaml:11 (Deployment a/web): account "apps-a" applies unit "apps/a" and may not write deployments.apps in namespace "a". Let the Role name exactly the kinds that the unit holds.',
    ]);
  });

  it('names a right that the unit does not need', () => {
    expect(findings(unitRole, role(deployments, rule('', 'secrets')) + rails + held(web))).toEqual([
      'TM4304 at test.yaml:2 (Role a/apps): rules[1]: it lets unit "apps/a" write secrets, and the unit holds none. Let the Role name exactly the kinds that the unit holds.',
    ]);
    expect(findings(unitRole, role(rule('*', '*', ['*'])) + rails + held(web))).toHaveLength(1);
  });

  it('lets a Role read more, and takes its rules together', () => {
    const split = [
      rule('apps', 'deployments', ['get', 'list', 'watch']),
      rule('apps', 'deployments', ['create', 'delete', 'patch']),
    ];
    expect(findings(unitRole, role(...split) + rails + held(web))).toEqual([]);
    expect(findings(unitRole, role(deployments, rule('', 'pods', ['get'])) + rails + held(web))).toEqual([]);
  });

  it('takes no right on one name for a right on all', () => {
    const named = { ...deployments, resourceNames: ['web'] };
    expect(findings(unitRole, role(named) + rails + held(web))).toHaveLength(1);
  });

  it('refuses objects of other namespaces and of the cluster', () => {
    const foreign = doc('Deployment apps/v1', 'b/web');
    const wide = doc('ClusterRole rbac.authorization.k8s.io/v1', 'all');
    expect(findings(unitRole, role(deployments) + rails + held(web, foreign, wide))).toEqual([
      'TM4304 at test.yaml:13 (Deployment b/web): account "apps-a" applies unit "apps/a" and may not write deployments.apps in namespace "b". Let the Role name exactly the kinds that the unit holds.',
      'TM4304 at test.yaml:15 (ClusterRole all): account "apps-a" applies unit "apps/a" and may not write clusterroles.rbac.authorization.k8s.io in the cluster. Let the Role name exactly the kinds that the unit holds.',
    ]);
  });

  it('says each kind once', () => {
    const maps = ['x', 'y'].map((name) => doc('ConfigMap v1', `a/${name}`));
    expect(findings(unitRole, role(deployments) + rails + held(web, ...maps))).toHaveLength(1);
  });

  it('is silent for accounts of the platform, units elsewhere, and roles nobody has written', () => {
    const platform = doc('Namespace v1', 'b') + binding('b/apps');
    expect(findings(unitRole, role() + rails + platform + held(web))).toEqual([]);
    expect(findings(unitRole, `${role() + rails}# unit: other\n${web}`)).toEqual([]);
    expect(findings(unitRole, rails + held(web))).toEqual([]);
  });
});
