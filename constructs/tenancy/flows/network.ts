import { KEYS } from '../../../lib/model/index.js';
import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../../lib/imports/kubernetes/index.js';
import type { Flow, FlowEnd, FlowPort, FlowSite } from './flow.js';
import { part, partsOf, type PartName } from './parts.js';
import { FLOWS } from './table.js';

/** Label that every Namespace bears with its own name. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Ranges that are not public: an egress to the outside never means a pod, a node or a metadata service. */
export const PRIVATE_RANGES: Readonly<Record<'v4' | 'v6', readonly string[]>> = {
  v4: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  v6: ['fc00::/7', 'fe80::/10'],
};

/** A NetworkPolicy that a flow yields for a namespace. */
export interface FlowPolicy {
  /** Name of the policy: that of the flow and its side. */
  readonly name: string;
  readonly flow: Flow;
  readonly spec: NetworkPolicySpec;
  /** What its address blocks hold, where no pod is in them. @default - pods may be in them, or there are none */
  readonly podless?: 'control-plane' | 'nodes';
}

/** Peers that stand for every public address. */
export function publicPeers(): readonly NetworkPolicyPeer[] {
  return [
    { ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE_RANGES.v4 } },
    { ipBlock: { cidr: '::/0', except: PRIVATE_RANGES.v6 } },
  ];
}

/** Whether the pods of a namespace are this end of a flow. */
export function isEnd(end: FlowEnd, site: FlowSite): boolean {
  switch (end.kind) {
    case 'every':
      return true;
    case 'meshed':
      return site.mesh !== 'none';
    case 'role':
      return end.roles.includes(site.role);
    case 'part':
      return piecesOf(site).includes(end.part);
    case 'by-port':
    case 'api-server':
    case 'nodes':
    case 'served':
    case 'outside':
    case 'address':
      return false;
  }
}

function piecesOf(site: FlowSite): readonly PartName[] {
  if (site.only !== undefined) return [site.only, ...(site.parts ?? [])];
  return site.parts ?? partsOf(site.namespace, site.role);
}

/** Flows that concern a namespace on one of their sides. */
export function flowsOf(site: FlowSite): readonly Flow[] {
  return FLOWS.filter(
    (flow) =>
      (flow.mesh === undefined || flow.mesh === site.mesh) &&
      (flow.target === undefined || flow.target === site.target) &&
      (isEnd(flow.from, site) || isEnd(flow.to, site)),
  );
}

/** NetworkPolicies that the required flows of a namespace need: one a flow and side. */
export function flowPolicies(site: FlowSite): readonly FlowPolicy[] {
  return flowsOf(site).flatMap((flow) => [
    ...(isEnd(flow.from, site) && flow.to.kind !== 'served' ? [egress(flow, site)] : []),
    ...(isEnd(flow.to, site) ? [ingress(flow, site)] : []),
  ]);
}

/** Egress of a gateway to a namespace that it serves; which of its workloads and ports, that namespace says by name. */
export function servedPolicy(
  gateway: string,
  podLabels: Readonly<Record<string, string>>,
  namespace: string,
): Pick<FlowPolicy, 'name' | 'spec'> {
  const egress = [{ to: [namespacePeer(namespace)] }];
  const spec = { podSelector: { matchLabels: podLabels }, policyTypes: ['Egress'], egress } as const;
  return { name: `${gateway}-to-${namespace}`, spec };
}

/** Egress of istiod to the signing keys of a tenant's issuer, where it is no public address on port 443. */
export function keysPolicy(tenant: string, port: number, cidrs: readonly string[] | undefined): OutsidePolicy {
  return outside('istiod', `istiod-jwks-${tenant}-out`, port, cidrs);
}

/** Egress of Flux to the source of a tenant's own, where it is no public address on a port that Flux reaches anyway. */
export function sourcePolicy(tenant: string, port: number, cidrs: readonly string[] | undefined): OutsidePolicy {
  return outside('flux', `flux-source-${tenant}-out`, port, cidrs);
}

/** A NetworkPolicy that lets a piece of the platform out. */
export type OutsidePolicy = Pick<FlowPolicy, 'name' | 'spec'> & { readonly namespace: string };

function outside(
  from: 'istiod' | 'flux',
  name: string,
  port: number,
  cidrs: readonly string[] | undefined,
): OutsidePolicy {
  const { home, labels } = part(from);
  const egress = [{ to: blocks(cidrs) ?? publicPeers(), ports: portsOf([{ port, protocol: 'TCP' }]) }];
  const podSelector = Object.keys(labels).length === 0 ? {} : { matchLabels: labels };
  const spec = { podSelector, policyTypes: ['Egress'], egress } as const;
  return { name, namespace: home.kind === 'namespace' ? home.namespace : '', spec };
}

function egress(flow: Flow, site: FlowSite): FlowPolicy {
  const to = peersOf(flow.to, site.addresses);
  const rule: NetworkPolicyEgressRule = {
    ...(to === undefined ? {} : { to }),
    ...(flow.ports.length === 0 ? {} : { ports: portsOf(flow.ports) }),
  };
  const podSelector = podsOf(flow.from, site);
  const podless = podlessOf(flow.to, site.addresses);
  return {
    name: nameOf(flow, flow.from, site, 'out'),
    flow,
    spec: { podSelector, policyTypes: ['Egress'], egress: [rule] },
    ...(podless === undefined ? {} : { podless }),
  };
}

function ingress(flow: Flow, site: FlowSite): FlowPolicy {
  const from = peersOf(flow.from, site.addresses);
  const rule: NetworkPolicyIngressRule = {
    ...(from === undefined ? {} : { from }),
    ...(flow.ports.length === 0 ? {} : { ports: portsOf(flow.ports) }),
  };
  const podSelector = podsOf(flow.to, site);
  return {
    name: nameOf(flow, flow.to, site, 'in'),
    flow,
    spec: { podSelector, policyTypes: ['Ingress'], ingress: [rule] },
  };
}

/** In a namespace that is not ours, a policy that many pieces have is named after its piece as well. */
function nameOf(flow: Flow, own: FlowEnd, { only }: FlowSite, side: 'in' | 'out'): string {
  const shared = only !== undefined && own.kind !== 'part';
  return shared ? `${only}-${flow.id}-${side}` : `${flow.id}-${side}`;
}

function portsOf(ports: readonly FlowPort[]): readonly NetworkPolicyPort[] {
  return ports.map(({ port, protocol }) => ({ port, protocol }));
}

function podsOf(end: FlowEnd, { only }: FlowSite): { readonly matchLabels?: Readonly<Record<string, string>> } {
  const piece = only ?? (end.kind === 'part' ? end.part : undefined);
  if (piece === undefined) return {};
  const { labels } = part(piece);
  return Object.keys(labels).length === 0 ? {} : { matchLabels: labels };
}

/** Peers of an end; undefined admits any address, as for callers that are no pods. */
function peersOf(end: FlowEnd, addresses: FlowSite['addresses']): readonly NetworkPolicyPeer[] | undefined {
  switch (end.kind) {
    case 'every':
      return [{ namespaceSelector: {} }];
    case 'meshed':
      return [rolePeer(['auth', 'gateway', 'tenant']), namespacePeer('flagger-system')];
    case 'role':
      return [rolePeer([...end.roles].sort())];
    case 'part':
      return [partPeer(end.part)];
    case 'outside':
      return publicPeers();
    case 'address':
      return blocks([end.cidr]);
    case 'api-server':
      return blocks(addresses?.apiServer);
    case 'nodes':
      return blocks(addresses?.nodes);
    case 'by-port':
    case 'served':
      return undefined;
  }
}

function blocks(cidrs: readonly string[] | undefined): readonly NetworkPolicyPeer[] | undefined {
  return cidrs?.map((cidr) => ({ ipBlock: { cidr } }));
}

/** What the blocks of an end hold, where the cluster names them. */
function podlessOf(end: FlowEnd, addresses: FlowSite['addresses']): FlowPolicy['podless'] {
  if (end.kind === 'api-server') return addresses === undefined ? undefined : 'control-plane';
  if (end.kind === 'nodes') return addresses?.nodes === undefined ? undefined : 'nodes';
  return undefined;
}

function rolePeer(values: readonly string[]): NetworkPolicyPeer {
  return { namespaceSelector: { matchExpressions: [{ key: KEYS.role, operator: 'In', values }] } };
}

/** A peer that is every pod of a namespace, or those with some labels. */
export function namespacePeer(namespace: string, labels: Readonly<Record<string, string>> = {}): NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
    ...(Object.keys(labels).length === 0 ? {} : { podSelector: { matchLabels: labels } }),
  };
}

function partPeer(name: PartName): NetworkPolicyPeer {
  const { home, labels } = part(name);
  if (home.kind === 'namespace') return namespacePeer(home.namespace, labels);
  const peer = rolePeer([home.role]);
  return Object.keys(labels).length === 0 ? peer : { ...peer, podSelector: { matchLabels: labels } };
}
