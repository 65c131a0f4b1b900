import type { Construct } from 'constructs';
import type { CanaryV1Beta1SpecAnalysisMetrics } from '../../../lib/imports/flagger/index.js';
import { flaggerDuration, MeshError } from '../../../lib/model/index.js';
import { SuccessRate } from '../../flagger/index.js';
import type { CanaryMetric } from './props.js';

/** What metrics need to know of their release. */
export interface MetricsHost {
  readonly construct: Construct;
  readonly workload: string;
  readonly namespace: string;
  readonly prometheus: string;
}

/** Metrics of the analysis, with the templates they need. */
export function makeMetrics(
  host: MetricsHost,
  metrics: readonly CanaryMetric[],
): readonly CanaryV1Beta1SpecAnalysisMetrics[] {
  const where = host.construct.node.path;
  if (metrics.length === 0) {
    throw new MeshError({
      code: 'TM1301',
      where,
      field: 'metrics',
      what: 'without a metric every new version is promoted, also one that answers nobody',
      value: metrics,
      remedy: 'Write at least { kind: "success-rate" }.',
    });
  }
  const made = metrics.map((metric) => makeMetric(host, metric));
  refuseSameName(where, 'metrics', made);
  return made;
}

/** Flagger takes a reference without a namespace for one out of the Canary's namespace in some versions, and refuses it. */
function makeMetric(host: MetricsHost, metric: CanaryMetric): CanaryV1Beta1SpecAnalysisMetrics {
  const where = host.construct.node.path;
  const interval = flaggerDuration(metric.interval ?? '1m', { where, field: `metrics["${metric.kind}"].interval` });
  switch (metric.kind) {
    case 'success-rate': {
      const { namespace, prometheus } = host;
      const minRequestRate = positive(where, 'minRequestRate', metric.minRequestRate ?? 0.1);
      const name = `${host.workload}-success-rate`;
      const template = new SuccessRate(host.construct, 'SuccessRate', { name, namespace, prometheus, minRequestRate });
      const min = positive(where, 'min', metric.min ?? 99);
      return {
        name: 'success-rate',
        templateRef: { name: template.name, namespace },
        thresholdRange: { min },
        interval,
      };
    }
    case 'latency':
      return { name: 'request-duration', thresholdRange: { max: positive(where, 'max', metric.max ?? 500) }, interval };
    case 'template': {
      const { name, templateRef, thresholdRange, variables } = metric;
      const more = variables === undefined ? {} : { templateVariables: variables };
      const { namespace } = host;
      return { name, templateRef: { name: templateRef, namespace }, thresholdRange, interval, ...more };
    }
  }
}

/** Refuses two metrics or webhooks of one name: Flagger would report them as one. */
export function refuseSameName(where: string, field: string, named: readonly { readonly name: string }[]): void {
  const names = named.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  const remedy = 'Give each a name of its own, and take each kind of metric once.';
  throw new MeshError({ code: 'TM1309', where, field, what: 'two of them have one name', value: twice, remedy });
}

function positive(where: string, field: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  const remedy = 'Write a number above 0.';
  throw new MeshError({
    code: 'TM1307',
    where,
    field: `metrics.${field}`,
    what: 'not a number above 0',
    value,
    remedy,
  });
}
