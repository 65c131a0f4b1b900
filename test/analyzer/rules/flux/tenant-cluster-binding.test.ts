import { tenantClusterBinding } from '../../../../lib/analyzer/rules/flux/tenant-cluster-binding.js';
import { doc, findings, tenantNamespace } from '../../rule-tester.js';

const bind = (type: 'ClusterRoleBinding' | 'RoleBinding', place: string, subject: object) =>
  doc(`${type} rbac.authorization.k8s.io/v1`, place, {
    roleRef: { kind: 'ClusterRole', name: 'view' },
    subjects: [subject],
  });
const account = (namespace: string) => ({ kind: 'ServiceAccount', name: 'deployer', namespace });
const tenants = tenantNamespace('a') + tenantNamespace('b');

describe('tenant-cluster-binding', () => {
  it('names account and place', () => {
    expect(findings(tenantClusterBinding, tenants + bind('ClusterRoleBinding', 'x', account('a')))).toEqual([
      'TM4305 at test.yaml:6 (ClusterRoleBinding x): subjects: it gives account "deployer" of "a" rights in the whole cluster. Bind an account of a namespace of the platform, or bind within the namespace of the tenant only.',
    ]);
    expect(findings(tenantClusterBinding, tenants + bind('RoleBinding', 'b/x', account('a')))).toEqual([
      'TM4305 at test.yaml:6 (RoleBinding b/x): subjects: it gives account "deployer" of "a" rights in namespace "b". Bind an account of a namespace of the platform, or bind within the namespace of the tenant only.',
    ]);
  });

  it('sees through the group of all accounts of a namespace', () => {
    const group = { kind: 'Group', name: 'system:serviceaccounts:a' };
    expect(findings(tenantClusterBinding, tenants + bind('ClusterRoleBinding', 'x', group))).toEqual([
      'TM4305 at test.yaml:6 (ClusterRoleBinding x): subjects: it gives every account of "a" rights in the whole cluster. Bind an account of a namespace of the platform, or bind within the namespace of the tenant only.',
    ]);
  });

  it('counts the namespaces that the platform runs for a tenant as foreign', () => {
    const auth = doc('Namespace v1', 'a-auth', {
      labels: { 'tenant-mesh.io/tenant': 'a', 'tenant-mesh.io/role': 'auth' },
    });
    expect(findings(tenantClusterBinding, tenants + auth + bind('RoleBinding', 'a-auth/x', account('a')))).toHaveLength(
      1,
    );
    expect(findings(tenantClusterBinding, tenants + auth + bind('ClusterRoleBinding', 'x', account('a-auth')))).toEqual(
      [],
    );
  });

  it('is silent within the namespace, and for people and accounts of the platform', () => {
    expect(findings(tenantClusterBinding, tenants + bind('RoleBinding', 'a/x', account('a')))).toEqual([]);
    expect(findings(tenantClusterBinding, tenants + bind('RoleBinding', 'a/x', account('flux-system')))).toEqual([]);
    expect(
      findings(tenantClusterBinding, tenants + bind('ClusterRoleBinding', 'x', { kind: 'Group', name: 'a' })),
    ).toEqual([]);
  });
});
