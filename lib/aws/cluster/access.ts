import type { Resource } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import { partitionOf } from '../arn.js';
import type { AwsComponent } from '../component.js';
import { aws } from '../sdk.js';
import type { ControlPlane } from './control-plane.js';
import type { EksClusterProps } from './props.js';

/** Makes the access entries, without which not even the program itself may put anything into the cluster. */
export function makeAccess(
  owner: AwsComponent,
  { clusterName }: ControlPlane,
  props: EksClusterProps,
): readonly Resource[] {
  return Object.entries(props.access).map(([name, access]) => {
    const id = `access-${name}`;
    const { principalArn } = access;
    const inputs = {
      clusterName,
      principalArn,
      type: 'STANDARD',
      ...(access.kubernetesGroups === undefined ? {} : { kubernetesGroups: [...access.kubernetesGroups] }),
      tags: owner.tagged(id),
    };
    const entry = new (aws('eks').AccessEntry)(owner.child(id), inputs, owner.below());
    if (access.kind !== 'policy') return entry;
    const association = {
      clusterName,
      principalArn,
      policyArn: `arn:${partitionOf(props.network.region)}:eks::aws:cluster-access-policy/${access.policy}`,
      accessScope:
        access.namespaces === undefined
          ? { type: 'cluster' }
          : { type: 'namespace', namespaces: [...access.namespaces] },
    };
    const options = owner.below({ dependsOn: [entry] });
    return new (aws('eks').AccessPolicyAssociation)(owner.child(id), association, options);
  });
}

/** Refuses access that EKS would refuse, and a cluster that nobody can administrate. */
export function checkAccess(where: string, props: EksClusterProps): void {
  const entries = Object.entries(props.access);
  for (const [name, { kubernetesGroups }] of entries) {
    if (kubernetesGroups !== undefined) checkGroups(where, name, kubernetesGroups);
  }
  const administrated = entries.some(
    ([, access]) =>
      access.kind === 'policy' && access.policy === 'AmazonEKSClusterAdminPolicy' && access.namespaces === undefined,
  );
  if (administrated || props.bootstrapClusterCreatorAdminPermissions === true) return;
  throw new MeshError({
    code: 'TM7105',
    where,
    field: 'access',
    what: 'no principal administrates the cluster, and no other way leads into it',
    value: entries.map(([name]) => name),
    remedy:
      'Add an entry such as admins: { kind: "policy", policy: "AmazonEKSClusterAdminPolicy", principalArn } for the role that runs this program.',
  });
}

function checkGroups(where: string, name: string, kubernetesGroups: readonly string[]): void {
  const wrong = kubernetesGroups.find((group) => /^(system|eks|aws|amazon|iam):/.test(group));
  if (wrong === undefined && kubernetesGroups.length > 0) return;
  throw new MeshError({
    code: 'TM7107',
    where,
    field: `access.${name}.kubernetesGroups`,
    what:
      wrong === undefined
        ? 'an entry without a group gives no right'
        : 'EKS keeps groups that begin with system:, eks:, aws:, amazon: and iam: to itself',
    value: wrong ?? kubernetesGroups,
    remedy: 'Name a group that a RoleBinding of the cluster binds, such as "tenant-a-developers".',
  });
}

/** Refuses an API server that everybody reaches. */
export function checkEndpoint(where: string, { endpoint }: EksClusterProps): void {
  if (endpoint.kind === 'private') return;
  const { publicAccessCidrs } = endpoint;
  const open = publicAccessCidrs.find((cidr) => cidr === '0.0.0.0/0' || cidr === '::/0');
  if (open === undefined && publicAccessCidrs.length > 0) return;
  throw new MeshError({
    code: 'TM7106',
    where,
    field: 'endpoint.publicAccessCidrs',
    what: 'everybody on the internet would reach the API server; EKS takes an empty list for that too',
    value: open ?? publicAccessCidrs,
    remedy: 'Name the addresses of offices and runners, such as ["203.0.113.0/24"], or write { kind: "private" }.',
  });
}
