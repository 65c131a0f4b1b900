import type { ComponentResourceOptions, Input, Output } from '@pulumi/pulumi';
import { dnsLabel, MeshError } from '../../model/index.js';
import type { EksCluster } from '../cluster/eks-cluster.js';
import { associate, makeRole, type MadeRole } from '../cluster/roles.js';
import { AwsComponent, type CommonProps } from '../component.js';
import { policyText, type Statement } from '../policy/document.js';
import { podIdentityTrust, webIdentityTrust } from '../policy/trust.js';
import { aws } from '../sdk.js';

/** How the pods of a tenant come by credentials. */
export type TenantCredentials =
  /**
   * EKS Pod Identity. Namespace, service account and cluster come as session tags, which the trust and every statement
   * of the role ask for: the role is of no use to anybody else, whoever associates it.
   */
  | { readonly kind: 'pod-identity' }
  /** A token of the service account, exchanged at STS: for pods that no agent reaches, such as those on Fargate. */
  | { readonly kind: 'irsa' };

/** Props of {@link TenantIdentity}. */
export interface TenantIdentityProps extends CommonProps {
  /** The cluster that the pods run in. */
  readonly cluster: EksCluster;
  /** Service accounts of the tenant that have the identity. */
  readonly serviceAccounts: readonly string[];
  /**
   * How its pods come by credentials.
   * @default - by EKS Pod Identity
   */
  readonly credentials?: TenantCredentials;
  /**
   * Name of the tenant and of its namespace.
   * @default - the name of the component
   */
  readonly tenant?: string;
}

/**
 * What a tenant's pods are to AWS: a role of the tenant's own, which begins with no right at all.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export class TenantIdentity extends AwsComponent {
  /** Name of the tenant and of its namespace. */
  readonly tenant: string;
  /** The cluster that the pods run in. */
  readonly cluster: EksCluster;
  /** ARN of the role. */
  readonly roleArn: Output<string>;
  /** How its pods come by credentials. */
  readonly credentials: TenantCredentials['kind'];
  /** Annotations that the service accounts need: the ARN of the role with IRSA, and none with Pod Identity. */
  readonly serviceAccountAnnotations: Readonly<Record<string, Output<string>>>;
  private readonly role: MadeRole;

  /**
   * @param name - name of the component in the stack, usually that of the tenant
   * @param props - who has the identity
   * @param options - options of the component
   */
  constructor(name: string, props: TenantIdentityProps, options: ComponentResourceOptions = {}) {
    super('TenantIdentity', name, props, options);
    const { cluster, serviceAccounts } = props;
    this.tenant = dnsLabel(props.tenant ?? name, { where: this.where, field: 'tenant' });
    this.cluster = cluster;
    this.credentials = props.credentials?.kind ?? 'pod-identity';
    checkAccounts(this.where, serviceAccounts);
    const pods = { namespace: this.tenant, serviceAccounts };
    this.role = makeRole(this, cluster.region, {
      id: 'pods',
      description: `Pods of ${this.tenant}`,
      trust:
        this.credentials === 'pod-identity'
          ? podIdentityTrust({ clusterArn: cluster.clusterArn, ...pods })
          : webIdentityTrust(cluster.oidc, pods),
    });
    this.roleArn = this.role.arn;
    this.serviceAccountAnnotations = this.credentials === 'irsa' ? { 'eks.amazonaws.com/role-arn': this.role.arn } : {};
    if (this.credentials === 'pod-identity') this.associateAll(serviceAccounts);
    this.registerOutputs({ roleArn: this.roleArn });
  }

  /**
   * Gives the tenant rights. With Pod Identity each statement also asks for the session tags of its namespace.
   *
   * @param id - name of the policy among those of the role
   * @param statements - what is allowed, on resources of the tenant alone
   */
  allow(id: string, statements: readonly Statement[]): void {
    const policy: Input<string> = policyText(statements.map((statement) => this.ownOnly(statement)));
    new (aws('iam').RolePolicy)(this.child(id), { role: this.role.name, policy }, this.below());
  }

  private associateAll(serviceAccounts: readonly string[]): void {
    for (const serviceAccount of serviceAccounts) {
      const plan = { id: serviceAccount, namespace: this.tenant, serviceAccount, role: this.role };
      associate(this, this.cluster, plan);
    }
  }

  private ownOnly(statement: Statement): Statement {
    if (this.credentials === 'irsa') return statement;
    const conditions = {
      ...statement.conditions,
      StringEquals: {
        ...statement.conditions?.['StringEquals'],
        'aws:PrincipalTag/eks-cluster-arn': this.cluster.clusterArn,
        'aws:PrincipalTag/kubernetes-namespace': this.tenant,
      },
    };
    return { ...statement, conditions };
  }
}

function checkAccounts(where: string, accounts: readonly string[]): void {
  if (accounts.length === 0) {
    throw new MeshError({
      code: 'TM7109',
      where,
      field: 'serviceAccounts',
      what: 'no service account has the identity, so no pod could use it',
      value: accounts,
      remedy: 'Name the service accounts, such as ["rag-api"].',
    });
  }
  for (const account of accounts) dnsLabel(account, { where, field: 'serviceAccounts' });
}
