import { Construct } from 'constructs';
import { MetricTemplateV1Beta1 } from '../../lib/imports/flagger/index.js';

/** Props of {@link SuccessRate}. */
export interface SuccessRateProps {
  /** Name of the MetricTemplate. */
  readonly name: string;
  /** Its namespace: that of the Canary, since Flagger follows no reference out of it. */
  readonly namespace: string;
  /** URL of Prometheus. */
  readonly prometheus: string;
  /** Requests a second below which nothing is known, so that the release stands still. */
  readonly minRequestRate: number;
}

/** Answers that count as failures: a refused request is one, and a path that is not there is one. */
const FAILURES = '5..|401|403|404|0';

/**
 * A MetricTemplate: the share of requests, in per cent, that were neither refused nor failed. The built-in measure
 * counts answers of 500 and above alone and so promotes a canary that refuses everybody. Below a minimum of traffic
 * the query yields no value, which holds the release.
 *
 * @see https://docs.flagger.app/usage/metrics#custom-metrics
 */
export class SuccessRate extends Construct {
  /** Name of the MetricTemplate. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: SuccessRateProps) {
    super(scope, id);
    this.name = props.name;
    new MetricTemplateV1Beta1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: {
        provider: { type: 'prometheus', address: props.prometheus },
        query: successRateQuery(props.minRequestRate),
      },
    });
  }
}

/** The query of the share of good requests, for Flagger's variables. */
export function successRateQuery(minRequestRate: number): string {
  const good = rate(`response_code!~"${FAILURES}"`);
  const all = rate();
  return `100 * ${good}\n/\n(${all} >= ${minRequestRate})`;
}

function rate(...more: readonly string[]): string {
  const labels = [
    'reporter="destination"',
    'destination_workload_namespace="{{ namespace }}"',
    'destination_workload="{{ target }}"',
    ...more,
  ];
  return `(sum(rate(istio_requests_total{${labels.join(', ')}}[{{ interval }}])) or vector(0))`;
}
