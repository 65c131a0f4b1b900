import type {
  AuthorizationPolicyV1SpecSelector,
  AuthorizationPolicyV1SpecTargetRef,
} from '../../lib/imports/istio/index.js';

/** What a policy of Istio is attached to. */
export type PolicyScope =
  /** Every pod of the namespace. */
  | { readonly kind: 'namespace' }
  /** Pods with these labels, at their sidecar or ztunnel. */
  | { readonly kind: 'pods'; readonly labels: Readonly<Record<string, string>> }
  /** A Service, at the waypoint of the namespace. */
  | { readonly kind: 'service'; readonly name: string }
  /** A Gateway API gateway, hence every Service behind a waypoint. */
  | { readonly kind: 'gateway'; readonly name: string };

/** The fields of a policy that a scope becomes. */
export function scopeFields(scope: PolicyScope): {
  readonly selector?: AuthorizationPolicyV1SpecSelector;
  readonly targetRefs?: readonly AuthorizationPolicyV1SpecTargetRef[];
} {
  switch (scope.kind) {
    case 'namespace':
      return {};
    case 'pods':
      return { selector: { matchLabels: scope.labels } };
    case 'service':
      return { targetRefs: [{ group: '', kind: 'Service', name: scope.name }] };
    case 'gateway':
      return { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: scope.name }] };
  }
}
