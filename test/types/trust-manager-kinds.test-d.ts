import type { Construct } from 'constructs';
import { BundleV1Alpha1 } from '../../lib/imports/trust-manager/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function bundleV1Alpha1(scope: Construct): void {
  new BundleV1Alpha1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { sources: [{ useDefaultCAs: true }], target: { configMap: { key: 'a' } } },
  });
  new BundleV1Alpha1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { sources: [{ useDefaultCas: true }] },
  });
  new BundleV1Alpha1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { sources: { useDefaultCAs: true } },
  });
}
