import type { Construct } from 'constructs';
import { TargetGroupBindingV1Beta1 } from '../../lib/imports/aws-load-balancer-controller/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function targetGroupBindingV1Beta1(scope: Construct): void {
  new TargetGroupBindingV1Beta1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { serviceRef: { name: 'a', port: 'http' }, targetType: 'ip' },
  });
  new TargetGroupBindingV1Beta1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { serviceRef: { name: 'a', port: 80 }, targetGroupArn: 'a' },
  });
  new TargetGroupBindingV1Beta1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { serviceRef: { name: 'a', port: 80 }, targetType: 'lambda' },
  });
}
