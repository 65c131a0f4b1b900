import { metricTemplate } from '../../../../lib/analyzer/rules/flagger/metric-template.js';
import { doc, findings } from '../../rule-tester.js';

const canary = (...metrics: object[]) =>
  doc('Canary flagger.app/v1beta1', 'a/web', { spec: { analysis: { metrics } } });
const template = doc('MetricTemplate flagger.app/v1beta1', 'a/errors');
const by = (name: string, namespace?: string) => ({ name: 'errors', templateRef: { name, namespace } });

describe('metric-template', () => {
  it('says what is wrong with each metric', () => {
    expect(findings(metricTemplate, canary(by('missing'), by('errors', 'b'), { name: 'success' }))).toEqual([
      'TM4404 at test.yaml:2 (Canary a/web): spec.analysis.metrics[0]: there is no MetricTemplate "missing" in namespace "a". Write a MetricTemplate into the namespace of the Canary, or name `request-success-rate` or `request-duration`.',
      'TM4404 at test.yaml:2 (Canary a/web): spec.analysis.metrics[1]: metric "errors" takes its template from namespace "b", which Flagger refuses. Write a MetricTemplate into the namespace of the Canary, or name `request-success-rate` or `request-duration`.',
      'TM4404 at test.yaml:2 (Canary a/web): spec.analysis.metrics[2]: metric "success" is not built in, and has neither template nor query. Write a MetricTemplate into the namespace of the Canary, or name `request-success-rate` or `request-duration`.',
    ]);
  });

  it('takes no template of another namespace for the own one', () => {
    const other = doc('MetricTemplate flagger.app/v1beta1', 'b/errors');
    expect(findings(metricTemplate, other + canary(by('errors')))).toHaveLength(1);
    expect(findings(metricTemplate, other + canary(by('errors', 'b')))).toHaveLength(1);
  });

  it('accepts templates, built-in names and queries', () => {
    const metrics = [
      by('errors'),
      by('errors', 'a'),
      { name: 'request-success-rate' },
      { name: 'request-duration' },
      { name: 'x', query: 'up' },
    ];
    expect(findings(metricTemplate, template + canary(...metrics))).toEqual([]);
  });
});
