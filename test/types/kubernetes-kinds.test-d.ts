import type { Construct } from 'constructs';
import {
  DeploymentV1,
  NetworkPolicyV1,
  RoleBindingV1,
  SecretV1,
  ServiceV1,
} from '../../lib/imports/kubernetes/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function deploymentV1(scope: Construct): void {
  new DeploymentV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { selector: { matchLabels: { app: 'a' } }, template: { spec: { containers: [{ name: 'a' }] } } },
  });
  new DeploymentV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { replica: 1, selector: {}, template: {} },
  });
  new DeploymentV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { selector: {}, template: { spec: { containers: [], restartPolicy: 'Sometimes' } } },
  });
}

export function serviceV1(scope: Construct): void {
  new ServiceV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: {
      ports: [
        { port: 80, targetPort: 'http' },
        { port: 81, targetPort: 81 },
      ],
      type: 'ClusterIP',
    },
  });
  new ServiceV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { port: [{ port: 80 }] },
  });
  new ServiceV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { type: 'Loadbalancer' },
  });
}

export function networkPolicyV1(scope: Construct): void {
  new NetworkPolicyV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 80, protocol: 'TCP' }] }] },
  });
  new NetworkPolicyV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { podSelectors: {} },
  });
  new NetworkPolicyV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { ingress: [{ ports: [{ protocol: 'tcp' }] }] },
  });
}

export function roleBindingV1(scope: Construct): void {
  new RoleBindingV1(scope, 'Right', {
    metadata: { name: 'a' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' },
    subjects: [{ kind: 'User', name: 'a' }],
  });
  new RoleBindingV1(scope, 'Field', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' },
    // @ts-expect-error The schema has no such field.
    subject: [],
  });
  new RoleBindingV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 1 },
  });
}

export function secretV1(scope: Construct): void {
  new SecretV1(scope, 'Right', {
    metadata: { name: 'a' },
    stringData: { a: 'b' },
    type: 'Opaque',
    immutable: true,
  });
  new SecretV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    stringdata: { a: 'b' },
  });
  new SecretV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    stringData: { a: 1 },
  });
}
