import type { JsonObject } from '../../lib/model/index.js';

/**
 * How a Network Load Balancer keeps the client's address: by PROXY protocol v2, which the proxy must expect too, or by
 * preserving it in the packets.
 */
export type NlbClientAddress = 'proxy-protocol-v2' | 'preserve';

/** A Network Load Balancer for a Service. */
export interface NetworkLoadBalancer {
  /** Who makes it: the AWS load balancer controller, or EKS Auto Mode. */
  readonly by: 'controller' | 'auto-mode';
  /** Whether it has public addresses. */
  readonly scheme: 'internal' | 'internet-facing';
  /** How the client's address is kept. */
  readonly clientAddress: NlbClientAddress;
  /** Whether each address of it reaches pods of every zone. */
  readonly crossZone: boolean;
  /** Subnets, by id or name. None lets the controller find them by their tags. */
  readonly subnets: readonly string[];
}

const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';
const CLASSES = { controller: 'service.k8s.aws/nlb', 'auto-mode': 'eks.amazonaws.com/nlb' } as const;

/** Class of a Service that the load balancer is made for; it cannot be changed later. */
export function nlbClass(nlb: Pick<NetworkLoadBalancer, 'by'>): string {
  return CLASSES[nlb.by];
}

/**
 * Annotations of the Service. Both makers read the attribute forms, and only the controller reads the older ones, so
 * the attribute forms are written for both.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
 */
export function nlbAnnotations(nlb: NetworkLoadBalancer): Readonly<Record<string, string>> {
  const proxied = nlb.clientAddress === 'proxy-protocol-v2';
  const target = proxied ? 'proxy_protocol_v2.enabled=true' : 'preserve_client_ip.enabled=true';
  return {
    [`${PREFIX}nlb-target-type`]: 'ip',
    [`${PREFIX}scheme`]: nlb.scheme,
    [`${PREFIX}attributes`]: `load_balancing.cross_zone.enabled=${String(nlb.crossZone)}`,
    [`${PREFIX}target-group-attributes`]: target,
    ...healthCheck(proxied),
    ...(nlb.subnets.length === 0 ? {} : { [`${PREFIX}subnets`]: nlb.subnets.join(',') }),
  };
}

/**
 * The readiness port is there before any listener of a Gateway. With PROXY protocol it is only connected to, since the
 * header would stand in front of the question.
 */
function healthCheck(proxied: boolean): Readonly<Record<string, string>> {
  const port = { [`${PREFIX}healthcheck-port`]: '15021' };
  if (proxied) return { ...port, [`${PREFIX}healthcheck-protocol`]: 'TCP' };
  return {
    ...port,
    [`${PREFIX}healthcheck-protocol`]: 'HTTP',
    [`${PREFIX}healthcheck-path`]: '/healthz/ready',
  };
}

const READINESS_GATES = {
  controller: 'elbv2.k8s.aws/pod-readiness-gate-inject',
  'auto-mode': 'eks.amazonaws.com/pod-readiness-gate-inject',
} as const;

/**
 * Labels of the namespace of the pods. A new pod then counts as ready once the load balancer has found it healthy,
 * which takes minutes; otherwise a rollout would end the last old pod before that, and nobody would answer.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/
 */
export function nlbNamespaceLabels(nlb: Pick<NetworkLoadBalancer, 'by'>): Readonly<Record<string, string>> {
  return { [READINESS_GATES[nlb.by]]: 'enabled' };
}

/** Fields of the Service's spec. */
export function nlbServiceSpec(nlb: NetworkLoadBalancer, sourceRanges: readonly string[]): JsonObject {
  return {
    type: 'LoadBalancer',
    loadBalancerClass: nlbClass(nlb),
    ...(sourceRanges.length === 0 ? {} : { loadBalancerSourceRanges: [...sourceRanges] }),
  };
}
