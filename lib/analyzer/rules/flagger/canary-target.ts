import type { ManifestEntry } from '../../../manifest/index.js';
import { field, type Report, type RuleContext } from '../../context.js';
import { CANARY, SELECTOR_LABELS, TARGET_KINDS, findTarget, selectorLabel, targetOf } from '../../lookup/canary.js';
import { at, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const SCALERS = ['HorizontalPodAutoscaler.autoscaling', 'ScaledObject.keda.sh'] as const;

/** A Canary whose target or autoscaler is not there, or cannot be told apart from its copy. */
export const canaryTarget: Rule = {
  meta: {
    code: 'TM4401',
    name: 'canary-target',
    area: 'flagger',
    summary:
      'Flagger never initializes a Canary whose target it cannot find or relabel, so the workload gets no Service and no route.',
    remedy:
      'Name a Deployment or DaemonSet of the namespace that selects on `app`, and the autoscaler of that workload.',
    inputs: [CANARY, ...SCALERS, ...TARGET_KINDS].sort(),
  },
  check: (context) => {
    for (const kind of [...SCALERS, ...TARGET_KINDS]) context.all(kind);
    for (const canary of context.all(CANARY)) {
      for (const report of [...targetProblems(context, canary), ...scalerProblems(context, canary)]) {
        context.report(canary, report);
      }
    }
  },
};

function targetProblems(context: RuleContext, canary: ManifestEntry): readonly Report[] {
  const { kind, name } = targetOf(canary);
  // Other kinds are served by providers that copy nothing.
  if (!TARGET_KINDS.includes(`${kind}.apps`)) return [];
  const target = findTarget(context, canary);
  if (target === undefined) {
    return [
      { field: 'spec.targetRef', message: `there is no ${kind} "${name}" in namespace "${canary.id.namespace}"` },
    ];
  }
  if (selectorLabel(target) !== undefined) return [];
  const labels = SELECTOR_LABELS.map((label) => `"${label}"`).join(', ');
  return [{ field: 'spec.targetRef', message: `the selector of ${kind} "${name}" has none of the labels ${labels}` }];
}

function scalerProblems(context: RuleContext, canary: ManifestEntry): readonly Report[] {
  const reference = field(canary, 'spec', 'autoscalerRef');
  const [kind, name] = [text(at(reference, 'kind')) ?? '', text(at(reference, 'name')) ?? ''];
  const known = SCALERS.find((scaler) => scaler.startsWith(`${kind}.`));
  if (known === undefined) return [];
  const scaler = context.find(known, canary.id.namespace, name);
  if (scaler === undefined) {
    const message = `there is no ${kind} "${name}" in namespace "${canary.id.namespace}"`;
    return [{ field: 'spec.autoscalerRef', message }];
  }
  const scaled = text(field(scaler, 'spec', 'scaleTargetRef', 'name')) ?? '';
  const target = targetOf(canary).name;
  if (scaled === target) return [];
  return [
    { field: 'spec.autoscalerRef', message: `${kind} "${name}" scales "${scaled}", and the target is "${target}"` },
  ];
}
