import { MeshError, quantityNumber } from '../../../lib/model/index.js';
import type { ParsedQuota, ParsedResources } from '../../kubernetes/index.js';
import { requiredQuota, shortfalls, type PodDemand, type ResourceDemand } from './required-quota.js';

/** Refuses a maximum that the injected proxy exceeds: no pod of the namespace would start. */
export function refuseSmallMaximum(where: string, max: ParsedResources, proxy: ResourceDemand): void {
  for (const resource of ['cpu', 'memory'] as const) {
    const needed = proxy.limits[resource];
    if ((quantityNumber(max[resource]) ?? 0) >= (quantityNumber(needed) ?? 0)) continue;
    throw new MeshError({
      code: 'TM1104',
      where,
      field: `limits.max.${resource}`,
      what: `the injected proxy has a limit of ${needed}, so that no pod would be admitted`,
      value: max[resource],
      remedy: `Write at least "${needed}", or set the proxy's limits lower in istiod and say so in \`proxyResources\`.`,
    });
  }
}

/** What is wrong with a fixed quota, given the workloads that share it. */
export function quotaProblems(
  where: string,
  hard: ParsedQuota,
  demands: readonly PodDemand[],
  proxy: ResourceDemand | undefined,
): readonly MeshError[] {
  const need = requiredQuota(demands, undefined, proxy);
  return shortfalls(hard, need).map(
    ({ resource, bound, needed }) =>
      new MeshError({
        code: 'TM1103',
        where,
        field: `quota.hard["${resource}"]`,
        what: `its workloads (${demands.map((demand) => demand.name).join(', ')}) with proxies, canaries and surge need ${needed}`,
        value: bound,
        remedy: `Write at least "${needed}", lower the maximum of replicas, or use { kind: "computed" }.`,
      }),
  );
}
