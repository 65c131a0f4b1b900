import type { Input, Output } from '@pulumi/pulumi';
import { accountOf } from '../arn.js';
import { resourcePolicyText } from './document.js';

/** Trust in a service of AWS. */
export function serviceTrust(service: string, actions: readonly string[] = ['sts:AssumeRole']): Output<string> {
  return resourcePolicyText([{ sid: 'Service', principal: { Service: service }, actions }]);
}

/** Pods that may take a role. */
export interface PodTrust {
  /** ARN of the cluster that they run in. */
  readonly clusterArn: Output<string>;
  /** Their namespace. */
  readonly namespace: string;
  /** Their service accounts. */
  readonly serviceAccounts: readonly string[];
}

/**
 * Trust in EKS Pod Identity. The session tags that the service adds are conditions, so that an association somebody
 * makes for another namespace or in another cluster gets nothing from the role.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function podIdentityTrust({ clusterArn, namespace, serviceAccounts }: PodTrust): Output<string> {
  return resourcePolicyText([
    {
      sid: 'PodIdentity',
      principal: { Service: 'pods.eks.amazonaws.com' },
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      conditions: {
        StringEquals: {
          'aws:SourceAccount': accountOf(clusterArn),
          'aws:RequestTag/eks-cluster-arn': clusterArn,
          'aws:RequestTag/kubernetes-namespace': namespace,
          'aws:RequestTag/kubernetes-service-account': serviceAccounts,
        },
      },
    },
  ]);
}

/** An OpenID Connect provider of a cluster. */
export interface OidcProvider {
  /** ARN of the provider in IAM. */
  readonly arn: Input<string>;
  /** Issuer without `https://`. */
  readonly issuer: Output<string>;
}

/**
 * Trust in tokens of service accounts, for pods that Pod Identity does not reach.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function webIdentityTrust(
  oidc: OidcProvider,
  { namespace, serviceAccounts }: Omit<PodTrust, 'clusterArn'>,
): Output<string> {
  const subjects = serviceAccounts.map((account) => `system:serviceaccount:${namespace}:${account}`);
  return oidc.issuer.apply((issuer) =>
    resourcePolicyText([
      {
        sid: 'WebIdentity',
        principal: { Federated: oidc.arn },
        actions: ['sts:AssumeRoleWithWebIdentity'],
        conditions: { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: subjects } },
      },
    ]),
  );
}
