import type { ManifestEntry } from '../../../manifest/index.js';
import { quantityNumber } from '../../../model/index.js';
import { field, type RuleContext } from '../../context.js';
import { RESOURCES, containerItems, textMap, type Resource } from '../../lookup/demand.js';
import { NEED_KINDS, Needs } from '../../lookup/needs.js';
import { at } from '../../read.js';
import type { Rule } from '../../rule.js';

const QUOTA = 'ResourceQuota';
const RANGE = 'LimitRange';

/** A quota below what its namespace needs in the middle of a release, and a limit below the proxy's. */
export const quotaCoversWorkloads: Rule = {
  meta: {
    code: 'TM4602',
    name: 'quota-covers-workloads',
    area: 'kubernetes',
    summary:
      'A quota that forgets proxies, canaries or autoscaling stops new pods just when load or a release asks for them.',
    remedy: 'Raise the bound to what every workload needs at its largest, each pod with its proxy.',
    inputs: [QUOTA, ...NEED_KINDS].sort(),
  },
  check: (context) => {
    const needs = new Needs(context);
    for (const quota of context.all(QUOTA)) {
      const spec = field(quota, 'spec');
      // A quota with a scope counts some of the pods only.
      if (at(spec, 'scopes') !== undefined || at(spec, 'scopeSelector') !== undefined) continue;
      const need = needs.of(quota.id.namespace);
      const hard = textMap(at(spec, 'hard'));
      for (const resource of RESOURCES) {
        const [key, bound] = boundOf(hard, resource);
        if (bound === undefined || need[resource] <= bound + 1e-9) continue;
        const message = `the workloads of the namespace need ${amount(resource, need[resource])} at their largest`;
        context.report(quota, {
          field: `spec.hard["${key}"]`,
          message: `${message}, and the bound is ${hard[key] ?? ''}`,
        });
      }
    }
    for (const range of context.all(RANGE)) reportRange(context, range, needs);
  },
};

/** `cpu` and `memory` are older names of the requests. */
function boundOf(
  hard: Readonly<Record<string, string>>,
  resource: Resource,
): readonly [key: string, bound: number | undefined] {
  const short = resource.replace('requests.', '');
  const key = hard[resource] === undefined && hard[short] !== undefined ? short : resource;
  return [key, quantityNumber(hard[key] ?? '')];
}

function amount(resource: Resource, value: number): string {
  if (resource.endsWith('memory')) return `${Math.ceil(value / 2 ** 20)}Mi`;
  return resource === 'pods' ? String(value) : `${Math.ceil(value * 1000 - 1e-6)}m`;
}

function reportRange(context: RuleContext, range: ManifestEntry, needs: Needs): void {
  if (!needs.hasProxies(range.id.namespace)) return;
  for (const item of containerItems(range)) {
    const most = textMap(item['max']);
    for (const resource of ['cpu', 'memory'] as const) {
      const [bound, need] = [most[resource] ?? '', needs.proxy.limits[resource] ?? '0'];
      if ((quantityNumber(bound) ?? Infinity) >= (quantityNumber(need) ?? 0)) continue;
      const message = `a container may have ${bound} of ${resource}, and the proxy in each pod has a limit of ${need}`;
      const remedy = 'Raise the maximum, or give the proxy lower limits.';
      context.report(range, { field: `spec.limits.max.${resource}`, message, remedy });
    }
  }
}
