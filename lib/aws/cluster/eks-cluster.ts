import type { ComponentResourceOptions, Output, Resource } from '@pulumi/pulumi';
import { MeshError } from '../../model/index.js';
import { AwsComponent } from '../component.js';
import { firstServiceAddress } from '../network/blocks.js';
import type { OidcProvider } from '../policy/trust.js';
import { aws } from '../sdk.js';
import { checkAccess, checkEndpoint, makeAccess } from './access.js';
import { makeCompute } from './compute.js';
import { makeControlPlane, type ControlPlane } from './control-plane.js';
import { makeControllerRoles } from './controllers.js';
import type { KarpenterParts } from './karpenter.js';
import { kubeconfigOf } from './kubeconfig.js';
import type { EksClusterProps } from './props.js';

/**
 * An EKS cluster: control plane with encrypted Secrets and full logs, access by entries alone, nodes, add-ons, and
 * identities for the controllers that the platform installs.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/clusters.html
 */
export class EksCluster extends AwsComponent {
  /** Region. */
  readonly region: string;
  /** Name of the cluster, known only when it is there: what takes it waits for the cluster. */
  readonly clusterName: Output<string>;
  /** ARN of the cluster. */
  readonly clusterArn: Output<string>;
  /** Id of its VPC. */
  readonly vpcId: Output<string>;
  /** URL of the API server. */
  readonly endpoint: Output<string>;
  /** Text of a kubeconfig that asks the AWS command line for tokens; it holds no secret. */
  readonly kubeconfig: Output<string>;
  /** Security group that EKS made for the control plane. */
  readonly securityGroupId: Output<string>;
  /** Issuer of tokens of service accounts, for identities that do not come by Pod Identity. */
  readonly oidc: OidcProvider;
  /** CIDRs at which pods reach the API server, for `Target.eks`; empty where the network does not know them. */
  readonly apiServerCidrs: readonly string[];
  /** What Karpenter must be told, where it makes the nodes. */
  readonly karpenter: KarpenterParts | undefined;
  /** What must stand before anything is put into the cluster: access, nodes and add-ons. */
  readonly ready: readonly Resource[];

  /**
   * @param name - name of the component in the stack, with which the names of its resources begin
   * @param props - version, network, nodes, and who may enter
   * @param options - options of the component
   */
  constructor(name: string, props: EksClusterProps, options: ComponentResourceOptions = {}) {
    super('EksCluster', name, props, options);
    checkClusterName(this.where, props.network.clusterName);
    checkAccess(this.where, props);
    checkEndpoint(this.where, props);
    const plane = makeControlPlane(this, props);
    this.region = props.network.region;
    this.clusterName = plane.clusterName;
    this.clusterArn = plane.clusterArn;
    this.vpcId = props.network.vpcId;
    this.endpoint = plane.endpoint;
    this.kubeconfig = kubeconfigOf(plane, this.region);
    this.securityGroupId = plane.securityGroupId;
    this.apiServerCidrs = apiServerCidrs(props);
    this.oidc = makeOidc(this, plane);
    const access = makeAccess(this, plane, props);
    makeControllerRoles(this, plane, props);
    const { ready, karpenter } = makeCompute(this, plane, props);
    this.ready = [plane.resource, ...access, ...ready];
    this.karpenter = karpenter;
    this.registerOutputs({ clusterName: this.clusterName, kubeconfig: this.kubeconfig });
  }
}

function makeOidc(owner: AwsComponent, { issuer }: ControlPlane): OidcProvider {
  const provider = new (aws('iam').OpenIdConnectProvider)(
    owner.child('oidc'),
    { url: issuer, clientIdLists: ['sts.amazonaws.com'], tags: owner.tagged('oidc') },
    owner.below(),
  );
  return { arn: provider.arn, issuer: issuer.apply((url) => url.replace(/^https:\/\//, '')) };
}

/** Interfaces of the control plane, and the Service in front of them, which the VPC CNI judges too. */
function apiServerCidrs({ network, compute, serviceIpv4Cidr }: EksClusterProps): readonly string[] {
  const interfaces = compute.kind === 'auto' ? network.privateCidrs : network.controlPlaneCidrs;
  if (interfaces.length === 0) return [];
  return [...interfaces, `${firstServiceAddress(serviceIpv4Cidr ?? '172.20.0.0/16')}/32`];
}

function checkClusterName(where: string, name: string): void {
  if (/^[0-9A-Za-z][A-Za-z0-9-_]*$/.test(name) && name.length <= 80) return;
  throw new MeshError({
    code: 'TM7101',
    where,
    field: 'network.clusterName',
    what: 'a cluster is named by 80 letters, digits, "-" and "_" at most, beginning with a letter or digit',
    value: name,
    remedy: 'Write a name such as "eks-prod".',
  });
}
