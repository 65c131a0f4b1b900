import { canaryTarget } from '../../../../lib/analyzer/rules/flagger/canary-target.js';
import { deployment, doc, findings } from '../../rule-tester.js';

const canary = (spec: object) => doc('Canary flagger.app/v1beta1', 'a/web', { spec });
const target = (kind = 'Deployment') => ({ targetRef: { apiVersion: 'apps/v1', kind, name: 'web' } });
const scaled = { ...target(), autoscalerRef: { kind: 'HorizontalPodAutoscaler', name: 'web' } };
const scaler = (name: string) =>
  doc('HorizontalPodAutoscaler autoscaling/v2', 'a/web', { spec: { scaleTargetRef: { kind: 'Deployment', name } } });
const web = deployment('a/web', { app: 'web' });

describe('canary-target', () => {
  it('names a target that is not there', () => {
    expect(findings(canaryTarget, canary(target()) + deployment('b/web', { app: 'web' }))).toEqual([
      'TM4401 at test.yaml:2 (Canary a/web): spec.targetRef: there is no Deployment "web" in namespace "a". Name a Deployment or DaemonSet of the namespace that selects on `app`, and the autoscaler of that workload.',
    ]);
  });

  it('names a target without a label that Flagger knows', () => {
    expect(findings(canaryTarget, canary(target()) + deployment('a/web', { component: 'web' }))).toEqual([
      'TM4401 at test.yaml:2 (Canary a/web): spec.targetRef: the selector of Deployment "web" has none of the labels "app", "name", "app.kubernetes.io/name". Name a Deployment or DaemonSet of the namespace that selects on `app`, and the autoscaler of that workload.',
    ]);
    for (const label of ['app', 'name', 'app.kubernetes.io/name']) {
      expect(findings(canaryTarget, canary(target()) + deployment('a/web', { [label]: 'web' }))).toEqual([]);
    }
  });

  it('names an autoscaler that is not there, or scales something else', () => {
    expect(findings(canaryTarget, canary(scaled) + web)).toEqual([
      'TM4401 at test.yaml:2 (Canary a/web): spec.autoscalerRef: there is no HorizontalPodAutoscaler "web" in namespace "a". Name a Deployment or DaemonSet of the namespace that selects on `app`, and the autoscaler of that workload.',
    ]);
    expect(findings(canaryTarget, canary(scaled) + web + scaler('api'))).toEqual([
      'TM4401 at test.yaml:2 (Canary a/web): spec.autoscalerRef: HorizontalPodAutoscaler "web" scales "api", and the target is "web". Name a Deployment or DaemonSet of the namespace that selects on `app`, and the autoscaler of that workload.',
    ]);
    expect(findings(canaryTarget, canary(scaled) + web + scaler('web'))).toEqual([]);
  });

  it('reads DaemonSets, and leaves targets of other kinds alone', () => {
    expect(findings(canaryTarget, canary(target('DaemonSet')) + web)).toHaveLength(1);
    expect(findings(canaryTarget, canary(target('Service')))).toEqual([]);
  });
});
