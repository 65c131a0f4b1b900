import type { ManifestEntry } from '../../../manifest/index.js';
import type { JsonObject } from '../../../model/index.js';
import { field, type RuleContext } from '../../context.js';
import { CANARY } from '../../lookup/canary.js';
import { at, objects, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const TEMPLATE = 'MetricTemplate.flagger.app';
/** Metrics that Flagger knows without a template. */
const BUILT_IN = ['request-success-rate', 'request-duration'];

/** A metric of a Canary that Flagger cannot ask for. */
export const metricTemplate: Rule = {
  meta: {
    code: 'TM4404',
    name: 'metric-template',
    area: 'flagger',
    summary: 'A metric without a template that Flagger can read fails each check, so every release is rolled back.',
    remedy:
      'Write a MetricTemplate into the namespace of the Canary, or name `request-success-rate` or `request-duration`.',
    inputs: [CANARY, TEMPLATE].sort(),
  },
  check: (context) => {
    context.all(TEMPLATE);
    for (const canary of context.all(CANARY)) {
      const analysis = field(canary, 'spec', 'analysis') ?? field(canary, 'spec', 'canaryAnalysis');
      objects(at(analysis, 'metrics')).forEach((metric, index) => {
        const message = problemOf(context, canary, metric);
        if (message !== undefined) context.report(canary, { field: `spec.analysis.metrics[${index}]`, message });
      });
    }
  },
};

function problemOf(context: RuleContext, canary: ManifestEntry, metric: JsonObject): string | undefined {
  const name = text(metric['name']) ?? '';
  const template = text(at(metric, 'templateRef', 'name'));
  const { namespace: own } = canary.id;
  if (template === undefined) {
    if (BUILT_IN.includes(name) || (text(metric['query']) ?? '') !== '') return undefined;
    return `metric "${name}" is not built in, and has neither template nor query`;
  }
  const namespace = text(at(metric, 'templateRef', 'namespace')) ?? own;
  if (namespace !== own)
    return `metric "${name}" takes its template from namespace "${namespace}", which Flagger refuses`;
  if (context.find(TEMPLATE, own, template) !== undefined) return undefined;
  return `there is no MetricTemplate "${template}" in namespace "${own}"`;
}
