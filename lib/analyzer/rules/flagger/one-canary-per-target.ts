import { originText, type ManifestEntry } from '../../../manifest/index.js';
import { CANARY, serviceName, targetOf } from '../../lookup/canary.js';
import type { Rule } from '../../rule.js';

/** Two Canaries that release one workload, or make one Service. */
export const oneCanaryPerTarget: Rule = {
  meta: {
    code: 'TM4405',
    name: 'one-canary-per-target',
    area: 'flagger',
    summary: 'Two Canaries scale one workload and write one route against each other, and neither release ends.',
    remedy: 'Keep one Canary for each workload, and give each a Service of its own.',
    inputs: [CANARY],
  },
  check: (context) => {
    const first = new Map<string, ManifestEntry>();
    for (const canary of context.all(CANARY)) {
      const { kind, name } = targetOf(canary);
      const claims = [
        { place: 'spec.targetRef', what: `${kind} "${name}"` },
        { place: 'spec.service.name', what: `Service "${serviceName(canary)}"` },
      ];
      // The same target mostly means the same Service; one finding says it.
      const clash = claims
        .map((claim) => ({
          ...claim,
          before: keep(first, `${canary.id.namespace}/${claim.place}/${claim.what}`, canary),
        }))
        .find(({ before }) => before !== canary);
      if (clash === undefined) continue;
      const { place, what, before } = clash;
      const message = `${what} is that of Canary "${before.id.name}" too (${originText(before.origin)})`;
      context.report(canary, { field: place, message });
    }
  },
};

function keep(first: Map<string, ManifestEntry>, key: string, canary: ManifestEntry): ManifestEntry {
  const before = first.get(key) ?? canary;
  first.set(key, before);
  return before;
}
