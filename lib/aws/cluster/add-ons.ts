import type { Resource } from '@pulumi/pulumi';
import type { AwsComponent } from '../component.js';
import { aws } from '../sdk.js';
import type { ControlPlane } from './control-plane.js';
import type { AddOnName, EksClusterProps } from './props.js';
import { makePodRoleAlone } from './roles.js';

/** How an add-on is made. */
interface AddOn {
  /** Settings of its own. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** The identity that it needs. */
  readonly identity?: { readonly serviceAccount: string; readonly managed: string };
}

const ADD_ONS: Readonly<Record<AddOnName, AddOn>> = {
  'vpc-cni': {
    // Without it NetworkPolicies are accepted and nobody keeps them.
    configuration: { enableNetworkPolicy: 'true' },
    identity: { serviceAccount: 'aws-node', managed: 'AmazonEKS_CNI_Policy' },
  },
  'kube-proxy': {},
  'eks-pod-identity-agent': {},
  coredns: {},
  'aws-ebs-csi-driver': {
    identity: { serviceAccount: 'ebs-csi-controller-sa', managed: 'service-role/AmazonEBSCSIDriverPolicy' },
  },
};

/** Add-ons without which no node becomes ready. */
export const BEFORE_NODES: readonly AddOnName[] = ['eks-pod-identity-agent', 'kube-proxy', 'vpc-cni'];
/** Add-ons whose pods run on nodes, and which EKS takes for degraded until there are any. */
export const ON_NODES: readonly AddOnName[] = ['aws-ebs-csi-driver', 'coredns'];

/** Makes add-ons that EKS keeps. */
export function makeAddOns(
  owner: AwsComponent,
  plane: ControlPlane,
  { network, addOnVersions = {} }: EksClusterProps,
  names: readonly AddOnName[],
  after: readonly Resource[],
): readonly Resource[] {
  return names.map((name) => {
    const { configuration, identity } = ADD_ONS[name];
    const role =
      identity === undefined
        ? undefined
        : makePodRoleAlone(
            owner,
            { ...plane, region: network.region },
            {
              id: name,
              description: `Add-on ${name}`,
              namespace: 'kube-system',
              serviceAccount: identity.serviceAccount,
              managed: [identity.managed],
            },
          );
    const addonVersion = addOnVersions[name];
    const inputs = {
      clusterName: plane.clusterName,
      addonName: name,
      ...(addonVersion === undefined ? {} : { addonVersion }),
      resolveConflictsOnCreate: 'OVERWRITE',
      resolveConflictsOnUpdate: 'OVERWRITE',
      ...(configuration === undefined ? {} : { configurationValues: JSON.stringify(configuration) }),
      ...(identity === undefined || role === undefined
        ? {}
        : { podIdentityAssociations: [{ serviceAccount: identity.serviceAccount, roleArn: role.arn }] }),
      tags: owner.tagged(name),
    };
    const dependsOn = [...after, ...(role?.policies ?? [])];
    return new (aws('eks').Addon)(owner.child(name), inputs, owner.below({ dependsOn }));
  });
}
