import { countQuantity, formatBytes, formatCpu, quantityNumber } from '../../../lib/model/index.js';
import type { ComputeResources, ParsedQuota } from '../../kubernetes/index.js';

/** Requests and limits of a pod or of one container. */
export interface ResourceDemand {
  /** What is guaranteed. */
  readonly requests: ComputeResources;
  /** What may be taken. */
  readonly limits: ComputeResources;
}

/** What a workload may ask of its namespace at most. */
export interface PodDemand {
  /** Name of the workload, for messages. */
  readonly name: string;
  /** Containers of one pod, without the proxy. */
  readonly containers: readonly ResourceDemand[];
  /** Pods of the primary at most. */
  readonly primaryMax: number;
  /** Pods of the canary at most; 0 without a canary. */
  readonly canaryMax: number;
  /** Pods that a rolling update adds. */
  readonly surge: number;
}

/** Sums in cores, bytes and pods. */
export interface QuotaNeed {
  /** Cores requested. */
  readonly requestsCpu: number;
  /** Bytes requested. */
  readonly requestsMemory: number;
  /** Cores at most. */
  readonly limitsCpu: number;
  /** Bytes at most. */
  readonly limitsMemory: number;
  /** Pods. */
  readonly pods: number;
}

/** The injected proxy, by the defaults of the chart. */
export const PROXY_DEMAND: ResourceDemand = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '2', memory: '1Gi' },
};

const NONE: QuotaNeed = { requestsCpu: 0, requestsMemory: 0, limitsCpu: 0, limitsMemory: 0, pods: 0 };

/**
 * What a namespace needs when everything in it is as large as it may become:
 * (containers + proxy) x (primary + canary + surge), summed over its workloads, and the load tester.
 * Without sidecars there is no proxy in a pod.
 */
export function requiredQuota(
  workloads: readonly PodDemand[],
  loadTester: PodDemand | undefined,
  proxy: ResourceDemand | undefined,
): QuotaNeed {
  return [...workloads, ...(loadTester === undefined ? [] : [loadTester])].reduce(
    (sum, demand) => add(sum, demandOf(demand, proxy)),
    NONE,
  );
}

/** The need as bounds of a ResourceQuota, multiplied by a headroom. */
export function quotaOf(need: QuotaNeed, headroom: number): ParsedQuota {
  const mebibytes = (bytes: number): number => Math.ceil((bytes * headroom) / 2 ** 20) * 2 ** 20;
  const cores = (value: number): number => Math.ceil(value * headroom * 10) / 10;
  return {
    'requests.cpu': formatCpu(cores(need.requestsCpu)),
    'requests.memory': formatBytes(mebibytes(need.requestsMemory)),
    'limits.cpu': formatCpu(cores(need.limitsCpu)),
    'limits.memory': formatBytes(mebibytes(need.limitsMemory)),
    pods: countQuantity(String(Math.ceil(need.pods * headroom)), { where: 'requiredQuota', field: 'pods' }),
  };
}

/** Bounds for workloads at their largest. A namespace that knows of none stays without bounds, not at zero. */
export function computedQuota(
  demands: readonly PodDemand[],
  proxy: ResourceDemand | undefined,
  headroom: number,
): ParsedQuota {
  return demands.length === 0 ? {} : quotaOf(requiredQuota(demands, undefined, proxy), headroom);
}

/** Kinds that a tenant may write: each object costs the API server, its store and every controller that watches. */
const COUNTED = [
  'configmaps',
  'secrets',
  'services',
  'persistentvolumeclaims',
  'count/serviceaccounts',
  'count/deployments.apps',
  'count/statefulsets.apps',
  'count/horizontalpodautoscalers.autoscaling',
  'count/cronjobs.batch',
  'count/jobs.batch',
  'count/alertproviders.flagger.app',
  'count/canaries.flagger.app',
  'count/metrictemplates.flagger.app',
  'count/poddisruptionbudgets.policy',
] as const;

/** Bounds of a tenant for objects and volumes: far above what its workloads need, and far below what harms others. */
export function tenantBounds(workloads: number): ParsedQuota {
  const count = countQuantity(String(Math.max(100, 10 * workloads)), { where: 'tenantBounds', field: 'quota' });
  return {
    'requests.storage': formatBytes(100 * 2 ** 30),
    ...Object.fromEntries(COUNTED.map((kind) => [kind, count])),
  };
}

/** Bounds that are lower than the need: name, bound and need. */
export function shortfalls(
  hard: ParsedQuota,
  need: QuotaNeed,
): readonly { readonly resource: keyof ParsedQuota; readonly bound: string; readonly needed: string }[] {
  const needed = quotaOf(need, 1);
  return (['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory', 'pods'] as const).flatMap((resource) => {
    const bound = hard[resource];
    const wanted = needed[resource] ?? '0';
    if (bound === undefined || number(bound) >= number(wanted)) return [];
    return [{ resource, bound, needed: wanted }];
  });
}

function demandOf(demand: PodDemand, proxy: ResourceDemand | undefined): QuotaNeed {
  const pods = demand.primaryMax + demand.canaryMax + demand.surge;
  const parts = proxy === undefined ? demand.containers : [...demand.containers, proxy];
  const sum = (read: (part: ResourceDemand) => string): number =>
    pods * parts.reduce((total, part) => total + number(read(part)), 0);
  return {
    requestsCpu: sum((part) => part.requests.cpu),
    requestsMemory: sum((part) => part.requests.memory),
    limitsCpu: sum((part) => part.limits.cpu),
    limitsMemory: sum((part) => part.limits.memory),
    pods,
  };
}

function add(a: QuotaNeed, b: QuotaNeed): QuotaNeed {
  return {
    requestsCpu: a.requestsCpu + b.requestsCpu,
    requestsMemory: a.requestsMemory + b.requestsMemory,
    limitsCpu: a.limitsCpu + b.limitsCpu,
    limitsMemory: a.limitsMemory + b.limitsMemory,
    pods: a.pods + b.pods,
  };
}

function number(text: string): number {
  return quantityNumber(text) ?? 0;
}
