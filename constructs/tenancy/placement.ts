import type { JsonObject } from '../../lib/model/index.js';

/**
 * PriorityClass of what every tenant depends on. Without one, a full node may evict the control plane or a gateway for
 * the pod of a tenant, and it waits for room like any other pod. Tenants cannot name it: an admission policy refuses.
 */
export const PLATFORM_PRIORITY = 'system-cluster-critical';

/** PriorityClass of agents that a node does not work without. */
export const NODE_PRIORITY = 'system-node-critical';

/** Spread over zones and nodes as far as there is room, so that neither a lost zone nor a lost node takes every pod. */
export function spread(labels: Readonly<Record<string, string>>): readonly JsonObject[] {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: labels },
  }));
}
