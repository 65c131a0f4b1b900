import { addressNumber, cidr, dnsLabel, MeshError, port, refuse, type JsonObject } from '../../../lib/model/index.js';
import type { Target } from '../../../lib/targets/index.js';
import { metalLbAnnotations, metalLbServiceSpec } from '../../bare-metal/index.js';
import { nlbAnnotations, nlbNamespaceLabels, nlbServiceSpec, type NlbClientAddress } from '../../eks/index.js';

/** An address by MetalLB, on machines of one's own. */
export interface MetalLbExposure {
  readonly kind: 'metallb';
  /** Name of the MetalLBPool. */
  readonly pool: string;
  /**
   * Addresses of the pool to take: at most one of each family.
   * @default - the next free one
   */
  readonly addresses?: readonly string[];
  /**
   * `Local` keeps the client's address; `Cluster` spreads connections over all nodes and hides it.
   * @default "Local"
   */
  readonly externalTrafficPolicy?: 'Local' | 'Cluster';
  /**
   * Blocks of addresses that may connect.
   * @default - any
   */
  readonly sourceRanges?: readonly string[];
}

/** What both ways to make a Network Load Balancer share. */
interface NlbExposure {
  /**
   * Whether it has public addresses.
   * @default "internet-facing"
   */
  readonly scheme?: 'internal' | 'internet-facing';
  /**
   * How the client's address is kept.
   * @default "proxy-protocol-v2"
   */
  readonly clientAddress?: NlbClientAddress;
  /**
   * Whether each address reaches pods of every zone.
   * @default true
   */
  readonly crossZone?: boolean;
  /**
   * Subnets, by id or name.
   * @default - found by their tags
   */
  readonly subnets?: readonly string[];
  /**
   * Blocks of addresses that may connect; needs `clientAddress: "preserve"`.
   * @default - any
   */
  readonly sourceRanges?: readonly string[];
}

/** A Network Load Balancer by the AWS load balancer controller. */
export interface NlbControllerExposure extends NlbExposure {
  readonly kind: 'nlb-controller';
}

/** A Network Load Balancer by EKS Auto Mode. */
export interface NlbAutoModeExposure extends NlbExposure {
  readonly kind: 'nlb-auto-mode';
}

/** Ports of the nodes, for a load balancer that somebody else runs. */
export interface NodePortExposure {
  readonly kind: 'node-port';
  /** Node port of HTTP. */
  readonly http: number;
  /** Node port of HTTPS. */
  readonly https: number;
  /**
   * What the load balancer in front sends: plain TCP, or TCP with a PROXY protocol header.
   * @default "tcp"
   */
  readonly clientAddress?: 'tcp' | 'proxy-protocol';
}

/** How a gateway is reached from outside: each way with all that belongs to it, so that no half of it can be missing. */
export type Exposure = MetalLbExposure | NlbControllerExposure | NlbAutoModeExposure | NodePortExposure;

/** What an exposure becomes: the Service, the Envoy side of it, and the ports. */
export interface ExposedService {
  /** Annotations of the Service. */
  readonly serviceAnnotations: Readonly<Record<string, string>>;
  /** Fields of the Service's spec, ports included. */
  readonly serviceSpec: JsonObject;
  /** Annotations of the gateway pods. */
  readonly podAnnotations: Readonly<Record<string, string>>;
  /** How long a pod that is told to stop goes on serving, until nothing sends it new connections any more. */
  readonly drainSeconds: number;
  /** Labels that the namespace of the pods must have. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

/** Nodes hear of a pod that ends within seconds; a load balancer of AWS goes on sending to it for a minute or two. */
const DRAIN_SECONDS = { nodes: 20, nlb: 120 } as const;

/** Ports of a gateway's pods; policies see these. */
export const GATEWAY_PORTS = { http: 80, https: 443, health: 15021 } as const;

/**
 * Turns an exposure into the fields of Service and pods.
 *
 * @param where - construct path
 * @param exposure - how the gateway is reached
 * @param target - where the cluster runs
 */
export function exposeGateway(where: string, exposure: Exposure, target: Target): ExposedService {
  refuseOtherTarget(where, exposure, target);
  switch (exposure.kind) {
    case 'metallb':
      return metalLb(where, exposure);
    case 'nlb-controller':
      return networkLoadBalancer(where, 'controller', exposure);
    case 'nlb-auto-mode':
      return networkLoadBalancer(where, 'auto-mode', exposure);
    case 'node-port':
      return nodePort(where, exposure);
  }
}

function metalLb(where: string, exposure: MetalLbExposure): ExposedService {
  const service = {
    pool: dnsLabel(exposure.pool, { where, field: 'exposure.pool' }),
    addresses: poolAddresses(where, exposure.addresses ?? []),
    externalTrafficPolicy: exposure.externalTrafficPolicy ?? 'Local',
  };
  const ranges = sourceRanges(where, exposure.sourceRanges);
  if (ranges.length > 0 && service.externalTrafficPolicy === 'Cluster')
    ignoredRanges(where, ranges, 'leave out `externalTrafficPolicy`');
  return {
    serviceAnnotations: metalLbAnnotations(service),
    serviceSpec: { ...metalLbServiceSpec(service, ranges), ports: servicePorts() },
    ...podSide(false, DRAIN_SECONDS.nodes),
  };
}

function networkLoadBalancer(where: string, by: 'controller' | 'auto-mode', exposure: NlbExposure): ExposedService {
  const nlb = {
    by,
    scheme: exposure.scheme ?? 'internet-facing',
    clientAddress: exposure.clientAddress ?? 'proxy-protocol-v2',
    crossZone: exposure.crossZone ?? true,
    subnets: exposure.subnets ?? [],
  } as const;
  const ranges = sourceRanges(where, exposure.sourceRanges);
  const proxied = nlb.clientAddress === 'proxy-protocol-v2';
  if (ranges.length > 0 && proxied) ignoredRanges(where, ranges, 'write `clientAddress: "preserve"`');
  return {
    serviceAnnotations: nlbAnnotations(nlb),
    serviceSpec: { ...nlbServiceSpec(nlb, ranges), ports: servicePorts() },
    ...podSide(proxied, DRAIN_SECONDS.nlb),
    namespaceLabels: nlbNamespaceLabels(nlb),
  };
}

function nodePort(where: string, exposure: NodePortExposure): ExposedService {
  const { http, https } = exposure;
  for (const [field, value] of Object.entries({ http, https })) {
    port(value, { where, field: `exposure.${field}` });
    if (value < 30_000 || value > 32_767)
      refuse(
        'TM1406',
        { where, field: `exposure.${field}` },
        'node ports lie between 30000 and 32767',
        value,
        'Write a port of that range.',
      );
  }
  if (http === https)
    refuse(
      'TM1406',
      { where, field: 'exposure.https' },
      'HTTP has this node port already',
      https,
      'Write another port.',
    );
  return {
    serviceAnnotations: {},
    serviceSpec: { type: 'NodePort', externalTrafficPolicy: 'Local', ports: servicePorts({ http, https }) },
    ...podSide(exposure.clientAddress === 'proxy-protocol', DRAIN_SECONDS.nodes),
  };
}

/**
 * The Envoy side. No proxy in front of the gateway speaks HTTP, so none is trusted to name the client: otherwise the
 * client itself would choose the address that policies see. Without a time to drain the proxy ends after 5 s, however
 * long the pod may take.
 */
function podSide(
  proxyProtocol: boolean,
  drainSeconds: number,
): Pick<ExposedService, 'podAnnotations' | 'drainSeconds' | 'namespaceLabels'> {
  const gatewayTopology = { numTrustedProxies: 0, ...(proxyProtocol ? { proxyProtocol: {} } : {}) };
  const config = { gatewayTopology, terminationDrainDuration: `${drainSeconds}s` };
  return {
    podAnnotations: { 'proxy.istio.io/config': JSON.stringify(config) },
    drainSeconds,
    namespaceLabels: {},
  };
}

/** The health port is left out: load balancers ask the pods for it, and nobody outside needs it. */
function servicePorts(nodePorts?: { readonly http: number; readonly https: number }): JsonObject[] {
  const { http, https } = GATEWAY_PORTS;
  return [
    {
      name: 'http2',
      port: http,
      targetPort: http,
      protocol: 'TCP',
      ...(nodePorts ? { nodePort: nodePorts.http } : {}),
    },
    {
      name: 'https',
      port: https,
      targetPort: https,
      protocol: 'TCP',
      ...(nodePorts ? { nodePort: nodePorts.https } : {}),
    },
  ];
}

function sourceRanges(where: string, ranges: readonly string[] | undefined): readonly string[] {
  return (ranges ?? []).map((range) => cidr(range, { where, field: 'exposure.sourceRanges' }));
}

function ignoredRanges(where: string, ranges: readonly string[], remedy: string): never {
  return refuse(
    'TM1405',
    { where, field: 'exposure.sourceRanges' },
    'the client address is not in the packets, so the ranges would be ignored or match the wrong address',
    ranges,
    `To use them, ${remedy}.`,
  );
}

function poolAddresses(where: string, addresses: readonly string[]): readonly string[] {
  const families = addresses.map((address) => addressNumber(address)?.family);
  if (!families.includes(undefined) && new Set(families).size === families.length) return addresses;
  return refuse(
    'TM1413',
    { where, field: 'exposure.addresses' },
    'MetalLB takes single addresses, at most one of each family',
    addresses,
    'Write for instance ["192.0.2.10"].',
  );
}

function refuseOtherTarget(where: string, exposure: Exposure, target: Target): void {
  const reason = misfit(exposure.kind, target);
  if (reason === undefined) return;
  throw new MeshError({
    code: 'TM2008',
    where,
    field: 'exposure.kind',
    what: reason.what,
    value: exposure.kind,
    remedy: reason.remedy,
  });
}

function misfit(kind: Exposure['kind'], target: Target): { what: string; remedy: string } | undefined {
  const auto = target.kind === 'eks' && target.loadBalancers === 'auto-mode';
  const nlb = auto ? '"nlb-auto-mode"' : '"nlb-controller"';
  switch (kind) {
    case 'metallb':
      if (target.kind !== 'eks') return undefined;
      return { what: 'MetalLB does not work on AWS', remedy: `Write kind ${nlb} or "node-port".` };
    case 'nlb-controller':
    case 'nlb-auto-mode':
      if (target.kind !== 'eks')
        return {
          what: 'nothing on bare metal makes a Network Load Balancer',
          remedy: 'Write kind "metallb" or "node-port".',
        };
      if (auto === (kind === 'nlb-auto-mode')) return undefined;
      return {
        what: `the load balancers of this cluster are made by ${auto ? 'EKS Auto Mode' : 'the AWS load balancer controller'}`,
        remedy: `Write kind ${nlb}.`,
      };
    case 'node-port':
      return undefined;
  }
}
