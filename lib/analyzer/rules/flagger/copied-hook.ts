import { field, type RuleContext } from '../../context.js';
import { CANARY, TARGET_KINDS, findTarget } from '../../lookup/canary.js';
import { at, objects, text } from '../../read.js';
import type { Report } from '../../context.js';
import type { ManifestEntry } from '../../../manifest/index.js';
import type { Rule } from '../../rule.js';

const POD = ['spec', 'template', 'spec'] as const;

/** A hook of a container that Flagger leaves empty in the copy of the pod. */
export const copiedHook: Rule = {
  meta: {
    code: 'TM4406',
    name: 'copied-hook',
    area: 'flagger',
    summary:
      'Flagger copies the pod of its target in an API that has no `sleep` among hooks: the hook of the copy is empty, the API server refuses it, and the Canary stands still for ever.',
    remedy: 'Write `exec: { command: ["sleep", "5"] }`, or have the program serve on for some seconds after SIGTERM.',
    inputs: [CANARY, ...TARGET_KINDS].sort(),
  },
  check: (context) => {
    for (const kind of TARGET_KINDS) context.all(kind);
    for (const canary of context.all(CANARY)) reportHooks(context, canary);
  },
};

function reportHooks(context: RuleContext, canary: ManifestEntry): void {
  const target = findTarget(context, canary);
  if (target?.layer !== 'written') return;
  for (const list of ['containers', 'initContainers'] as const) {
    objects(at(field(target, ...POD), list)).forEach((container, index) => {
      for (const hook of ['preStop', 'postStart'] as const) {
        if (at(container, 'lifecycle', hook, 'sleep') === undefined) continue;
        const name = text(container['name']) ?? '';
        const report: Report = {
          field: `spec.template.spec.${list}[${index}].lifecycle.${hook}.sleep`,
          message: `container "${name}" sleeps, and Canary "${canary.id.name}" has the pod copied without that`,
        };
        context.report(target, report);
      }
    });
  }
}
