import type { Construct } from 'constructs';
import { HelmReleaseV2, ImagePolicyV1, KustomizationV1 } from '../../lib/imports/flux/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function helmReleaseV2(scope: Construct): void {
  new HelmReleaseV2(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { interval: '1h', values: { any: ['thing', { deep: null }] }, driftDetection: { mode: 'enabled' } },
  });
  new HelmReleaseV2(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { interval: '1h', value: {} },
  });
  new HelmReleaseV2(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { interval: '1h', driftDetection: { mode: 'on' } },
  });
}

export function kustomizationV1(scope: Construct): void {
  new KustomizationV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'a' } },
  });
  new KustomizationV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'a' }, waits: true },
  });
  new KustomizationV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { interval: '1h', prune: true, sourceRef: { kind: 'HelmRepository', name: 'a' } },
  });
}

export function imagePolicyV1(scope: Construct): void {
  new ImagePolicyV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { imageRepositoryRef: { name: 'a' }, policy: { semver: { range: '1.x' } } },
  });
  new ImagePolicyV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { imageRepositoryRef: { name: 'a' }, policy: { semVer: { range: '1.x' } } },
  });
  new ImagePolicyV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { imageRepositoryRef: { name: 'a' }, policy: { alphabetical: { order: 'up' } } },
  });
}
