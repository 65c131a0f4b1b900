import { oneCanaryPerTarget } from '../../../../lib/analyzer/rules/flagger/one-canary-per-target.js';
import { doc, findings } from '../../rule-tester.js';

const canary = (place: string, name: string, service: object = {}) =>
  doc('Canary flagger.app/v1beta1', place, { spec: { targetRef: { kind: 'Deployment', name }, service } });

describe('one-canary-per-target', () => {
  it('names the target and the other Canary, once', () => {
    expect(findings(oneCanaryPerTarget, canary('a/x', 'web') + canary('a/y', 'web'))).toEqual([
      'TM4405 at test.yaml:4 (Canary a/y): spec.targetRef: Deployment "web" is that of Canary "x" too (test.yaml:2). Keep one Canary for each workload, and give each a Service of its own.',
    ]);
  });

  it('names a Service that two of them make', () => {
    expect(findings(oneCanaryPerTarget, canary('a/web', 'web') + canary('a/x', 'api', { name: 'web' }))).toEqual([
      'TM4405 at test.yaml:4 (Canary a/x): spec.service.name: Service "web" is that of Canary "web" too (test.yaml:2). Keep one Canary for each workload, and give each a Service of its own.',
    ]);
  });

  it('is silent for other targets and other namespaces', () => {
    expect(findings(oneCanaryPerTarget, canary('a/x', 'x') + canary('a/y', 'y'))).toEqual([]);
    expect(findings(oneCanaryPerTarget, canary('a/x', 'web') + canary('b/x', 'web'))).toEqual([]);
  });
});
