import { serviceSelects } from '../../../../lib/analyzer/rules/kubernetes/service-selects.js';
import { deployment, doc, findings } from '../../rule-tester.js';

const SELECTORS = [
  ['Service v1', (labels: object) => ({ spec: { selector: labels } })],
  ['PodDisruptionBudget policy/v1', (labels: object) => ({ spec: { selector: { matchLabels: labels } } })],
  ['NetworkPolicy networking.k8s.io/v1', (labels: object) => ({ spec: { podSelector: { matchLabels: labels } } })],
] as const;
const web = deployment('a/web', { app: 'web', tier: 'edge' });

describe('service-selects', () => {
  it('names the namespace', () => {
    expect(findings(serviceSelects, web + doc('Service v1', 'a/web', { spec: { selector: { app: 'wbe' } } }))).toEqual([
      'TM4603 at test.yaml:4 (Service a/web): spec.selector: it selects no pod of namespace "a". Select labels that the pods bear.',
    ]);
  });

  it.each(SELECTORS)('reads the selector of %s', (type, spec) => {
    expect(findings(serviceSelects, web + doc(type, 'a/x', spec({ app: 'web' })))).toEqual([]);
    expect(findings(serviceSelects, web + doc(type, 'a/x', spec({ app: 'web', tier: 'core' })))).toHaveLength(1);
    expect(findings(serviceSelects, web + doc(type, 'a/x', spec({})))).toEqual([]);
  });

  it('takes no pods of another namespace, and says nothing of a namespace without pods', () => {
    const service = doc('Service v1', 'b/web', { spec: { selector: { app: 'web' } } });
    expect(findings(serviceSelects, web + service)).toEqual([]);
    expect(findings(serviceSelects, web + deployment('b/api', { app: 'api' }) + service)).toHaveLength(1);
  });

  it('reads expressions', () => {
    const budget = (operator: string, values?: readonly string[]) =>
      doc('PodDisruptionBudget policy/v1', 'a/x', {
        spec: { selector: { matchExpressions: [{ key: 'app', operator, values }] } },
      });
    for (const each of [budget('In', ['web']), budget('NotIn', ['api']), budget('Exists')]) {
      expect(findings(serviceSelects, web + each)).toEqual([]);
    }
    for (const each of [budget('In', ['api']), budget('NotIn', ['web']), budget('DoesNotExist')]) {
      expect(findings(serviceSelects, web + each)).toHaveLength(1);
    }
  });

  it('knows the pods of every kind, and those that Flagger makes', () => {
    const metadata = { labels: { app: 'job' } };
    const job = doc('CronJob batch/v1', 'a/job', { spec: { jobTemplate: { spec: { template: { metadata } } } } });
    const service = (app: string) => doc('Service v1', 'a/x', { spec: { selector: { app } } });
    expect(findings(serviceSelects, web + job + service('job'))).toEqual([]);
    const canary = doc('Canary flagger.app/v1beta1', 'a/web', {
      spec: { targetRef: { kind: 'Deployment', name: 'web' } },
    });
    expect(findings(serviceSelects, web + canary + service('web-primary'))).toEqual([]);
  });
});
