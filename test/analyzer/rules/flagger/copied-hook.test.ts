import { copiedHook } from '../../../../lib/analyzer/rules/flagger/copied-hook.js';
import { findings } from '../../rule-tester.js';

const canary = (target: string, namespace = 'a') => `
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: web, namespace: ${namespace} }
spec: { targetRef: { apiVersion: apps/v1, kind: Deployment, name: ${target} } }`;
const deployment = (pod: string, kind = 'Deployment') => `
---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: web, namespace: a }
spec: { template: { spec: ${pod} } }`;
const SLEEPS = '{ containers: [{ name: web, lifecycle: { preStop: { sleep: { seconds: 5 } } } }] }';

describe('copied-hook', () => {
  it('reports a container that sleeps before it ends', () => {
    expect(findings(copiedHook, canary('web') + deployment(SLEEPS))).toEqual([
      'TM4406 at test.yaml:8 (Deployment a/web): spec.template.spec.containers[0].lifecycle.preStop.sleep: container "web" sleeps, and Canary "web" has the pod copied without that. Write `exec: { command: ["sleep", "5"] }`, or have the program serve on for some seconds after SIGTERM.',
    ]);
  });

  it('reports each hook of each container, those that start first among them', () => {
    const pod =
      '{ initContainers: [{ name: first, lifecycle: { postStart: { sleep: { seconds: 1 } } } }], containers: [{ name: web }, { name: side, lifecycle: { preStop: { sleep: { seconds: 1 } }, postStart: { sleep: { seconds: 1 } } } }] }';
    expect(findings(copiedHook, canary('web') + deployment(pod))).toHaveLength(3);
    const daemon = canary('web').replace('Deployment', 'DaemonSet');
    expect(findings(copiedHook, daemon + deployment(SLEEPS, 'DaemonSet'))).toHaveLength(1);
  });

  it('is silent about other hooks, other targets and other namespaces', () => {
    const runs = '{ containers: [{ name: web, lifecycle: { preStop: { exec: { command: [sleep, "5"] } } } }] }';
    expect(findings(copiedHook, canary('web') + deployment(runs))).toEqual([]);
    expect(findings(copiedHook, canary('api') + deployment(SLEEPS))).toEqual([]);
    expect(findings(copiedHook, canary('web', 'b') + deployment(SLEEPS))).toEqual([]);
    expect(findings(copiedHook, deployment(SLEEPS))).toEqual([]);
  });
});
