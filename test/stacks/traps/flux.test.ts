import { kindInfo } from '../../../lib/imports/schemas.js';
import { roleRulesFor } from '../../../constructs/tenancy/unit-role.js';
import { at, clusters, objects, reference, strings, text, type Reference } from '../reference.js';

const KUSTOMIZATION = 'Kustomization.kustomize.toolkit.fluxcd.io';
const WRITE = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** Kinds in a unit, as RBAC names them. */
function kindsOf(cluster: Reference, unit: string): readonly { group: string; plural: string }[] {
  return cluster.set.inUnit(unit).map(({ object }) => {
    const info = kindInfo(object.apiVersion, object.kind);
    if (info === undefined) throw new Error(`${object.kind} is unknown`);
    return { group: info.group, plural: info.plural };
  });
}

describe.each(clusters())('Flux on %s', (_name, cluster) => {
  const tenants = cluster.tenants();

  it.each(tenants)('trap 20: the workloads of %s are applied as an account that can act there alone', (tenant) => {
    const unit = cluster.entry(KUSTOMIZATION, 'flux-system', `apps-${tenant}`);
    expect(at(unit.object, 'spec')).toMatchObject({
      serviceAccountName: `apps-${tenant}`,
      path: `./manifests/${cluster.set.name}/apps/${tenant}`,
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
    });
    const bound = [
      ...cluster.all('RoleBinding.rbac.authorization.k8s.io'),
      ...cluster.all('ClusterRoleBinding.rbac.authorization.k8s.io'),
    ].filter(({ object }) => objects(at(object, 'subjects')).some(({ name }) => name === `apps-${tenant}`));
    expect(bound.map(({ id }) => `${id.kind} ${id.namespace}`)).toEqual([`RoleBinding ${tenant}`]);
  });

  it.each(tenants)('trap 20: the Role of %s allows exactly what its workload unit holds', (tenant) => {
    const role = cluster.one('Role.rbac.authorization.k8s.io', tenant, 'apps');
    expect(at(role, 'rules')).toEqual(roleRulesFor(kindsOf(cluster, `apps/${tenant}`)));
    const written = objects(at(role, 'rules')).filter((rule) => strings(at(rule, 'verbs')).length === WRITE.length);
    const groups = written.flatMap((rule) => strings(at(rule, 'apiGroups')));
    for (const group of ['networking.istio.io', 'security.istio.io', 'rbac.authorization.k8s.io']) {
      expect(groups).not.toContain(group);
    }
  });

  it.each(tenants)('trap 20: the workload unit of %s holds nothing outside its namespace', (tenant) => {
    const namespaces = cluster.set.inUnit(`apps/${tenant}`).map(({ id }) => id.namespace);
    expect(namespaces.length).toBeGreaterThan(8);
    expect([...new Set(namespaces)]).toEqual([tenant]);
  });

  it('trap 20: guard rails are applied by the platform, and cannot be touched by the workload unit', () => {
    for (const tenant of tenants) {
      const rails = cluster.one(KUSTOMIZATION, 'flux-system', `tenants-${tenant}`);
      expect(at(rails, 'spec', 'serviceAccountName')).toBe('kustomize-controller');
      const kinds = cluster.set.inUnit(`tenants/${tenant}`).map(({ id }) => `${id.kind}.${id.group}`);
      expect(kinds).toEqual(expect.arrayContaining(['ResourceQuota.', 'NetworkPolicy.networking.k8s.io']));
    }
  });

  it('trap 20: every Kustomization and HelmRelease names its account, as the lockdown wants', () => {
    for (const { object } of [...cluster.all(KUSTOMIZATION), ...cluster.all('HelmRelease.helm.toolkit.fluxcd.io')]) {
      expect(text(at(object, 'spec', 'serviceAccountName'))).toBeDefined();
      expect(at(object, 'spec', 'sourceRef', 'namespace')).toBeUndefined();
    }
  });

  it('trap 22: the load balancer controller changes no Service, and is there before any it must serve', () => {
    if (cluster.set.name === 'metal-prod') {
      expect(cluster.releases()).not.toContain('aws-load-balancer-controller');
      return;
    }
    expect(at(cluster.values('aws-load-balancer-controller'), 'enableServiceMutatorWebhook')).toBe(false);
    expect(at(cluster.values('gateway-shared'), 'service', 'loadBalancerClass')).toBe('service.k8s.aws/nlb');
    expect(cluster.before('infrastructure/gateways')).toContain('infrastructure/controllers');
  });
});

describe('image automation of the repository', () => {
  const both = reference();

  it('trap 21: is one, and writes the markers of every cluster', () => {
    const automations = both.flatMap((cluster) => cluster.all('ImageUpdateAutomation.image.toolkit.fluxcd.io'));
    expect(automations).toHaveLength(1);
    expect(at(automations[0]?.object, 'spec', 'update')).toEqual({ strategy: 'Setters', path: './manifests' });
    expect(at(automations[0]?.object, 'spec', 'sourceRef')).toEqual({ kind: 'GitRepository', name: 'flux-system' });
  });

  it('trap 21: has the policy of every marker in its own namespace', () => {
    const [metal] = both;
    const policies = metal.all('ImagePolicy.image.toolkit.fluxcd.io').map(({ id }) => `${id.namespace}/${id.name}`);
    const markers = both.flatMap((cluster) =>
      cluster.set.units.flatMap(({ images }) => images.map(({ policy }) => `${policy.namespace}/${policy.name}`)),
    );
    expect(markers.length).toBeGreaterThan(5);
    expect([...new Set(markers)].sort()).toEqual([...policies].sort());
    for (const name of policies) expect(name).toMatch(/^flux-system\/tenant-[ab]-/);
  });
});
