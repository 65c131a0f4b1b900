import type { Input, Output, Resource } from '@pulumi/pulumi';
import { managedPolicy } from '../arn.js';
import type { AwsComponent } from '../component.js';
import { policyText, type Statement } from '../policy/document.js';
import { podIdentityTrust } from '../policy/trust.js';
import { aws } from '../sdk.js';

/** A role with what it may do. */
export interface RolePlan {
  /** Id of the role below its component. */
  readonly id: string;
  /** What it is for. */
  readonly description: string;
  /** Who may take it. */
  readonly trust: Input<string>;
  /**
   * Policies that AWS keeps.
   * @default - none
   */
  readonly managed?: readonly string[];
  /**
   * What else it may do.
   * @default - nothing
   */
  readonly statements?: readonly Statement[];
}

/** A role, and what must stand before it can be used. */
export interface MadeRole {
  /** ARN of the role. */
  readonly arn: Output<string>;
  /** Name of the role. */
  readonly name: Output<string>;
  /** Its policies: what uses the role must wait for them. */
  readonly policies: readonly Resource[];
}

/** Makes a role with its policies. */
export function makeRole(owner: AwsComponent, region: string, plan: RolePlan): MadeRole {
  const iam = aws('iam');
  const name = owner.child(plan.id);
  const role = new iam.Role(
    name,
    { assumeRolePolicy: plan.trust, description: plan.description, tags: owner.tagged(plan.id) },
    owner.below(),
  );
  const policies = (plan.managed ?? []).map((policy) => {
    const short = policy.split('/').at(-1) ?? policy;
    const inputs = { role: role.name, policyArn: managedPolicy(region, policy) };
    return new iam.RolePolicyAttachment(`${name}-${short}`, inputs, owner.below());
  });
  const { statements = [] } = plan;
  const own =
    statements.length === 0
      ? []
      : [new iam.RolePolicy(name, { role: role.name, policy: policyText(statements) }, owner.below())];
  return { arn: role.arn, name: role.name, policies: [...policies, ...own] };
}

/** A cluster, as identities in it refer to it. */
export interface ClusterIdentity {
  /** Name of the cluster. */
  readonly clusterName: Output<string>;
  /** ARN of the cluster. */
  readonly clusterArn: Output<string>;
  /** Region. */
  readonly region: string;
}

/** A service account with a role. */
export interface PodRolePlan extends Omit<RolePlan, 'trust'> {
  /** Namespace of the service account. */
  readonly namespace: string;
  /** Name of the service account. */
  readonly serviceAccount: string;
}

/** Gives a role to a service account of the cluster by EKS Pod Identity. */
export function makePodRole(owner: AwsComponent, cluster: ClusterIdentity, plan: PodRolePlan): MadeRole {
  const role = makePodRoleAlone(owner, cluster, plan);
  associate(owner, cluster, { ...plan, role });
  return role;
}

/** A role for a service account whose association something else makes, such as an add-on. */
export function makePodRoleAlone(owner: AwsComponent, cluster: ClusterIdentity, plan: PodRolePlan): MadeRole {
  const { namespace, serviceAccount } = plan;
  const trust = podIdentityTrust({
    clusterArn: cluster.clusterArn,
    namespace,
    serviceAccounts: [serviceAccount],
  });
  return makeRole(owner, cluster.region, { ...plan, trust });
}

/** Associates a role with a service account. */
export function associate(
  owner: AwsComponent,
  { clusterName }: ClusterIdentity,
  plan: Pick<PodRolePlan, 'id' | 'namespace' | 'serviceAccount'> & { readonly role: MadeRole },
): void {
  const { id, namespace, serviceAccount, role } = plan;
  const inputs = { clusterName, namespace, serviceAccount, roleArn: role.arn, tags: owner.tagged(id) };
  new (aws('eks').PodIdentityAssociation)(owner.child(id), inputs, owner.below({ dependsOn: [...role.policies] }));
}
