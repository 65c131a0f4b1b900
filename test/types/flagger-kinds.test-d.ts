import type { Construct } from 'constructs';
import { CanaryV1Beta1, MetricTemplateV1Beta1 } from '../../lib/imports/flagger/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function canaryV1Beta1(scope: Construct): void {
  new CanaryV1Beta1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
      analysis: { interval: '1m', stepWeight: 5 },
      provider: 'istio',
    },
  });
  new CanaryV1Beta1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, analysis: { stepWeigth: 5 } },
  });
  new CanaryV1Beta1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { targetRef: { apiVersion: 'apps/v1', kind: 'DeploymentSet', name: 'a' }, analysis: {} },
  });
}

export function metricTemplateV1Beta1(scope: Construct): void {
  new MetricTemplateV1Beta1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { provider: { type: 'prometheus', address: 'http://a' }, query: 'up' },
  });
  new MetricTemplateV1Beta1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { provider: { type: 'prometheus', url: 'http://a' } },
  });
  new MetricTemplateV1Beta1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { provider: { type: 'promql' } },
  });
}
