import type { Construct } from 'constructs';
import { ServiceMonitorV1 } from '../../lib/imports/prometheus-operator/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function serviceMonitorV1(scope: Construct): void {
  new ServiceMonitorV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { selector: {}, endpoints: [{ port: 'http', targetPort: 80 }, { targetPort: 'http' }] },
  });
  new ServiceMonitorV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { selector: {}, endpoint: [] },
  });
  new ServiceMonitorV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { selector: {}, endpoints: [{ targetPort: true }] },
  });
}
