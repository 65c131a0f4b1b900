import { Platform, type PlatformProps } from '../../../../constructs/tenancy/platform/index.js';
import { unitMark } from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { clusterChart, objects, refusal } from '../controllers/support.js';
import { ADDRESSES } from '../support.js';

const METAL = Target.bareMetal({ addresses: ADDRESSES });
const EKS = Target.eks({ region: 'eu-central-1', clusterName: 'eks-prod', addresses: ADDRESSES });

function make(target: Target, props: Partial<PlatformProps> = {}): Platform {
  return new Platform(clusterChart(target), 'platform', {
    root: { kind: 'imported' },
    gatewayIssuer: { kind: 'ca-secret' },
    ...(target.kind === 'eks' ? {} : { metallb: { addresses: ['192.0.2.16/28'] } }),
    ...props,
  });
}

const FLUX = ['kustomize-controller', 'helm-controller'].map((name) => `"system:serviceaccount:flux-system:${name}"`);

/** The condition under which a policy lets somebody through. */
function exempt(target: Target, props: Partial<PlatformProps> = {}): string {
  const policy = objects(make(target, props)).find(
    ({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === 'tenant-mesh-sharing',
  );
  const spec = policy?.['spec'] as { matchConditions: readonly { expression: string }[] };
  return spec.matchConditions[0]?.expression ?? '';
}

describe('administrators', () => {
  it.each([
    ['the groups of kubeadm on bare metal', METAL, ['kubeadm:cluster-admins', 'system:masters']],
    ['a group that an access entry can have on EKS', EKS, ['platform-administrators', 'system:masters']],
  ])('are by default %s', (_what, target, groups) => {
    const named = groups.map((group) => JSON.stringify(group)).join(', ');
    expect(exempt(target)).toBe(
      `!(request.userInfo.username in [${FLUX.join(', ')}] || request.userInfo.groups.exists(g, g in [${named}]))`,
    );
  });

  it('are whom the platform names, and Flux stays among them', () => {
    expect(exempt(METAL, { administrators: { users: ['pulumi'], groups: ['ops'] } })).toBe(
      `!(request.userInfo.username in [${FLUX.join(', ')}, "pulumi"] || request.userInfo.groups.exists(g, g in ["ops"]))`,
    );
  });

  it('are never everybody', () => {
    expect(refusal(() => make(METAL, { administrators: { groups: ['system:authenticated'] } }))).toContain(
      'TM6101 at cluster/platform/configs/AdmissionPolicies: exemptGroups: the exemption covers every tenant',
    );
  });
});

describe('PriorityClasses of tenants', () => {
  const scheduling = (props: Partial<PlatformProps>): string =>
    JSON.stringify(objects(make(METAL, props)).find(({ metadata }) => metadata.name === 'tenant-mesh-scheduling'));

  it('are none, or those that the platform names', () => {
    expect(scheduling({})).toContain('orValue(\\"\\") in [\\"\\"]');
    const named = scheduling({ tenantPriorityClasses: ['default', 'batch'] });
    expect(named).toContain('in [\\"\\", \\"default\\", \\"batch\\"]');
    expect(named).toContain('Leave out priorityClassName, or write one of default, batch.');
  });

  it('have names of Kubernetes', () => {
    expect(refusal(() => make(METAL, { tenantPriorityClasses: ['High'] }))).toContain(
      'TM1002 at cluster/platform/configs/AdmissionPolicies: priorityClasses:',
    );
  });
});

describe('the unit of Kiali', () => {
  it('waits for the controllers and for a Secret, and nobody waits for it', () => {
    const marks = make(METAL).node.children.flatMap((child) => unitMark(child) ?? []);
    expect(marks.find(({ path }) => path === 'infrastructure/kiali')).toMatchObject({
      dependsOn: ['infrastructure/controllers'],
    });
    expect(marks.flatMap(({ dependsOn }) => dependsOn)).not.toContain('infrastructure/kiali');
  });
});
