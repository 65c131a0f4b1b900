import type { NamespaceRole } from '../../../lib/model/index.js';
import type { ClusterAddresses, Target } from '../../../lib/targets/index.js';
import type { PartName } from './parts.js';

/** One end of a flow. */
export type FlowEnd =
  /** Every pod of every namespace that has required flows. */
  | { readonly kind: 'every' }
  /** Every pod whose namespace is in the mesh. */
  | { readonly kind: 'meshed' }
  /** Every pod of the namespaces with one of these roles. */
  | { readonly kind: 'role'; readonly roles: readonly NamespaceRole[] }
  /** A piece of the platform. */
  | { readonly kind: 'part'; readonly part: PartName }
  /** Something that is no pod, such as the API server or a load balancer: admitted by port, from any address. */
  | { readonly kind: 'by-port' }
  /** Public addresses: everything but private and link-local ranges. */
  | { readonly kind: 'outside' }
  /** The API server, at the addresses that the cluster names. */
  | { readonly kind: 'api-server' }
  /** The nodes, at the addresses that the cluster names. */
  | { readonly kind: 'nodes' }
  /** The namespaces that a gateway serves, each opened when the gateway is given a host of it. */
  | { readonly kind: 'served' }
  /** One block of addresses. */
  | { readonly kind: 'address'; readonly cidr: string };

/** A port as a NetworkPolicy sees it: that of the pod, not of the Service. */
export interface FlowPort {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** How the pods of a namespace are in the mesh. */
export type MeshMode = 'sidecar' | 'ambient' | 'none';

/** One required flow: who calls whom, on which ports, and which layers must be opened for it. */
export interface Flow {
  /** Name of the flow, and of the NetworkPolicies that it yields. */
  readonly id: string;
  /** What breaks without it, as one sentence. */
  readonly why: string;
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  /** Ports of the called pods; none means every port, opened by name on the other side. */
  readonly ports: readonly FlowPort[];
  /** Services that a Sidecar of the caller must list, as `namespace/service`. @default - none: not proxied */
  readonly services?: readonly string[];
  /** Methods and paths of an ALLOW rule for the caller's principal. @default - the proxy does not see the flow */
  readonly allow?: { readonly methods: readonly string[]; readonly paths: readonly string[] };
  /** Targets that have the flow. @default - both */
  readonly target?: Target['kind'];
  /** Only for namespaces in this mode. @default - every mode */
  readonly mesh?: MeshMode;
}

/** A namespace whose required flows are asked for. */
export interface FlowSite {
  readonly namespace: string;
  readonly role: NamespaceRole;
  readonly mesh: MeshMode;
  /** Pieces of the platform that live there. @default - those that its role implies */
  readonly parts?: readonly PartName[];
  /** Where the cluster runs. @default - flows of one target only are left out */
  readonly target?: Target['kind'];
  /** Where the API server and the nodes are. @default - any address, on the ports of the flow */
  readonly addresses?: ClusterAddresses;
  /** The one piece that the policies are for, in a namespace that is not ours. @default - every pod of the namespace */
  readonly only?: PartName;
  /** Namespaces of load testers, which Flagger's Sidecar must list. @default - none */
  readonly loadTesters?: readonly string[];
}
