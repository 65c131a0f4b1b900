import { ADMISSION_CASES } from '../../fixtures/admission/index.js';
import { at, clusters, objects, strings, text, type Reference } from '../reference.js';

const POLICY = 'ValidatingAdmissionPolicy.admissionregistration.k8s.io';
const BINDING = 'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io';
/** Policies over objects that have no namespace, or over namespaces themselves. */
const CLUSTER_WIDE = ['signing-requests', 'tenant-requests', 'namespace-marks', 'pod-security'];
const POD_KINDS = [
  'cronjobs',
  'daemonsets',
  'deployments',
  'jobs',
  'pods',
  'podtemplates',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
];

function resources(cluster: Reference, policy: string): readonly string[] {
  const rules = objects(
    at(cluster.one(POLICY, '', `tenant-mesh-${policy}`), 'spec', 'matchConstraints', 'resourceRules'),
  );
  return [...new Set(rules.flatMap((rule) => strings(at(rule, 'resources'))))].sort();
}

function casesOf(policy: string): readonly string[] {
  return ADMISSION_CASES.filter((group) => group.policy === policy).flatMap(({ cases }) =>
    cases.map(({ asks }) => asks),
  );
}

describe.each(clusters())('admission policies on %s', (_name, cluster) => {
  const names = cluster.all(POLICY).map(({ id }) => id.name.replace('tenant-mesh-', ''));

  it('trap 13: find a tenant by its namespace, not by who asks', () => {
    const namespaced = names.filter((name) => !CLUSTER_WIDE.includes(name));
    expect(namespaced.length).toBeGreaterThan(6);
    for (const name of namespaced) {
      const binding = cluster.one(BINDING, '', `tenant-mesh-${name}`);
      const policy = cluster.one(POLICY, '', `tenant-mesh-${name}`);
      const selector = JSON.stringify([at(binding, 'spec', 'matchResources'), at(policy, 'spec', 'matchConstraints')]);
      expect(selector).toContain('"tenant-mesh.io/role":"tenant"');
    }
  });

  it('trap 13: read what a tenant may have from its Namespace, so that a new tenant changes no policy', () => {
    for (const { object } of cluster.all(POLICY)) expect(JSON.stringify(object)).not.toMatch(/tenant-[ab]\b/);
    for (const name of ['host-ownership', 'signer', 'references']) {
      expect(JSON.stringify(cluster.one(POLICY, '', `tenant-mesh-${name}`))).toContain('namespaceObject');
    }
  });

  it('trap 13: cover Pods and every kind with a pod template', () => {
    for (const name of ['injection', 'signer'])
      expect(resources(cluster, name)).toEqual(expect.arrayContaining(POD_KINDS));
  });

  it('trap 13: judge signing requests, which have no namespace, by requester and signer', () => {
    const policy = JSON.stringify(cluster.one(POLICY, '', 'tenant-mesh-signing-requests'));
    expect(policy).toContain('request.userInfo');
    expect(policy).toContain('signerName');
  });

  it('trap 14: refuse every other way out, in tables that the real API server is asked', () => {
    expect(resources(cluster, 'exposure')).toEqual(expect.arrayContaining(['ingresses', 'services']));
    const asked = casesOf('exposure').join('\n');
    for (const way of [/LoadBalancer/, /NodePort|node port/i, /external/i, /Ingress/, /MetalLB|address/i])
      expect(asked).toMatch(way);
    expect(casesOf('sharing').length).toBeGreaterThan(1);
  });

  it('trap 15: refuse the ways out of the mesh, and not the absence of a container', () => {
    const policy = JSON.stringify(cluster.one(POLICY, '', 'tenant-mesh-injection'));
    for (const way of [
      'sidecar.istio.io/inject',
      'istio.io/dataplane-mode',
      'istio.io/rev',
      'hostNetwork',
      '1337',
      'excludeOutboundIPRanges',
    ]) {
      expect(policy).toContain(way);
    }
    expect(policy.includes('169.254.170.23/32')).toBe(cluster.set.name === 'eks-prod');
    expect(policy).toContain('initContainers');
  });

  it('trap 16: each policy has a refusal and a near twin that passes', () => {
    for (const name of names) expect(casesOf(name).length).toBeGreaterThan(0);
    for (const { cases } of ADMISSION_CASES) {
      for (const { refused, passes, says, twinBy } of cases) {
        // Where the rule is about who asks, the twin is the same object from somebody else.
        expect(JSON.stringify(refused) === JSON.stringify(passes)).toBe(twinBy !== undefined);
        expect(says).not.toBe('');
      }
    }
  });

  it("trap 16: the platform's own appliers are exempt only from what they alone may write", () => {
    const exempting = cluster
      .all(POLICY)
      .filter(({ object }) =>
        JSON.stringify(at(object, 'spec', 'matchConditions') ?? []).includes('kustomize-controller'),
      )
      .map(({ id }) => text(id.name)?.replace('tenant-mesh-', ''));
    expect(exempting.sort()).toEqual(['mesh-kinds', 'namespace-marks', 'sharing']);
  });
});
