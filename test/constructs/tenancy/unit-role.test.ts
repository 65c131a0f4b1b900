import { roleRulesFor, type UnitKind } from '../../../constructs/tenancy/unit-role.js';
import { refusal } from './support.js';

const KINDS: readonly UnitKind[] = [
  { group: 'apps', plural: 'deployments' },
  { group: '', plural: 'services' },
  { group: '', plural: 'serviceaccounts' },
  { group: 'flagger.app', plural: 'canaries' },
];

describe('roleRulesFor (demand 20)', () => {
  it('lets a unit write what it holds, and read what its health needs', () => {
    const write = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
    const read = ['get', 'list', 'watch'];
    expect(roleRulesFor(KINDS)).toEqual([
      { apiGroups: [''], resources: ['serviceaccounts', 'services'], verbs: write },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: write },
      { apiGroups: ['flagger.app'], resources: ['canaries'], verbs: write },
      { apiGroups: [''], resources: ['pods'], verbs: read },
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: read },
    ]);
  });

  it('does not depend on the order or on repetition', () => {
    expect(roleRulesFor([...KINDS, ...KINDS].reverse())).toEqual(roleRulesFor(KINDS));
  });

  it('is empty for an empty unit', () => {
    expect(roleRulesFor([])).toEqual([]);
  });

  it.each<UnitKind>([
    { group: 'networking.istio.io', plural: 'virtualservices' },
    { group: 'security.istio.io', plural: 'authorizationpolicies' },
    { group: 'rbac.authorization.k8s.io', plural: 'roles' },
    { group: 'networking.k8s.io', plural: 'networkpolicies' },
    { group: '', plural: 'secrets' },
    { group: '', plural: 'resourcequotas' },
    { group: 'helm.toolkit.fluxcd.io', plural: 'helmreleases' },
    { group: 'gateway.networking.k8s.io', plural: 'httproutes' },
    { group: 'cert-manager.io', plural: 'certificates' },
  ])('refuses $plural of "$group"', (kind) => {
    expect(refusal(() => roleRulesFor([...KINDS, kind], 'test/tenant'))).toMatch(
      /^TM1110 at test\/tenant: kinds: the workload unit of a tenant is applied with the rights of the tenant, which do not cover this kind \(got ".*"\)\. Put the object into the guard rails/,
    );
  });
});
