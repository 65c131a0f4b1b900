import { replicasBesideCanary } from '../../../../lib/analyzer/rules/flagger/replicas-beside-canary.js';
import { findings } from '../../rule-tester.js';

const canary = (target: string, namespace = 'a') => `
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: web, namespace: ${namespace} }
spec: { targetRef: { apiVersion: apps/v1, kind: Deployment, name: ${target} } }`;
const deployment = (spec: string) => `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: a }
spec: ${spec}`;

describe('replicas-beside-canary', () => {
  it('reports the count, also a count of zero', () => {
    expect(findings(replicasBesideCanary, canary('web') + deployment('{ replicas: 2 }'))).toEqual([
      'TM4402 at test.yaml:8 (Deployment a/web): spec.replicas: 2 replicas are written beside Canary "web". Leave out `spec.replicas`; the Canary and its autoscaler decide.',
    ]);
    expect(findings(replicasBesideCanary, canary('web') + deployment('{ replicas: 0 }'))).toHaveLength(1);
  });

  it('is silent without replicas, for another target and for another namespace', () => {
    expect(findings(replicasBesideCanary, canary('web') + deployment('{}'))).toEqual([]);
    expect(findings(replicasBesideCanary, canary('api') + deployment('{ replicas: 2 }'))).toEqual([]);
    expect(findings(replicasBesideCanary, canary('web', 'b') + deployment('{ replicas: 2 }'))).toEqual([]);
  });
});
