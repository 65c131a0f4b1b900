import type { JsonObject } from '../../lib/model/index.js';

/** A Service that MetalLB gives an address. */
export interface MetalLbService {
  /** Pool that the address comes from. */
  readonly pool: string;
  /** Addresses asked for: at most one of each family. None takes the next free one. */
  readonly addresses: readonly string[];
  /** `Local` keeps the client's address and answers on nodes that run a pod; `Cluster` hides it. */
  readonly externalTrafficPolicy: 'Local' | 'Cluster';
}

/**
 * Annotations of the Service.
 *
 * @see https://metallb.io/usage/
 */
export function metalLbAnnotations(service: MetalLbService): Readonly<Record<string, string>> {
  return {
    'metallb.io/address-pool': service.pool,
    ...(service.addresses.length === 0 ? {} : { 'metallb.io/loadBalancerIPs': service.addresses.join(',') }),
  };
}

/** Fields of the Service's spec. */
export function metalLbServiceSpec(service: MetalLbService, sourceRanges: readonly string[]): JsonObject {
  return {
    type: 'LoadBalancer',
    externalTrafficPolicy: service.externalTrafficPolicy,
    ...(sourceRanges.length === 0 ? {} : { loadBalancerSourceRanges: [...sourceRanges] }),
  };
}
