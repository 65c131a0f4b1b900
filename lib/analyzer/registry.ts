import { certificateAccepted } from './rules/cert-manager/certificate-accepted.js';
import { certificateSecretOnce } from './rules/cert-manager/certificate-secret-once.js';
import { leafOutlivesCa } from './rules/cert-manager/leaf-outlives-ca.js';
import { signerKnown } from './rules/cert-manager/signer-known.js';
import { signerOneUse } from './rules/cert-manager/signer-one-use.js';
import { rewrittenLabel } from './rules/cross/rewritten-label.js';
import { canaryTarget } from './rules/flagger/canary-target.js';
import { copiedHook } from './rules/flagger/copied-hook.js';
import { metricTemplate } from './rules/flagger/metric-template.js';
import { oneCanaryPerTarget } from './rules/flagger/one-canary-per-target.js';
import { ownedObject } from './rules/flagger/owned-object.js';
import { replicasBesideCanary } from './rules/flagger/replicas-beside-canary.js';
import { crossNamespaceReference } from './rules/flux/cross-namespace-reference.js';
import { referenceResolves } from './rules/flux/reference-resolves.js';
import { serviceAccount } from './rules/flux/service-account.js';
import { tenantClusterBinding } from './rules/flux/tenant-cluster-binding.js';
import { unitOrder } from './rules/flux/unit-order.js';
import { unitRole } from './rules/flux/unit-role.js';
import { unseenSource } from './rules/flux/unseen-source.js';
import { extAuthzProvider } from './rules/istio/ext-authz-provider.js';
import { gatewayCredential } from './rules/istio/gateway-credential.js';
import { gatewayHostScope } from './rules/istio/gateway-host-scope.js';
import { hostOneOwner } from './rules/istio/host-one-owner.js';
import { hostWithPortTwin } from './rules/istio/host-with-port-twin.js';
import { identityHeaderRemoval } from './rules/istio/identity-header-removal.js';
import { l7WithoutWaypoint } from './rules/istio/l7-without-waypoint.js';
import { oneRoot } from './rules/istio/one-root.js';
import { peerAuthenticationScope } from './rules/istio/peer-authentication-scope.js';
import { refusedPolicy } from './rules/istio/refused-policy.js';
import { severalCustomProviders } from './rules/istio/several-custom-providers.js';
import { tlsAgainstStrict } from './rules/istio/tls-against-strict.js';
import { quotaCoversWorkloads } from './rules/kubernetes/quota-covers-workloads.js';
import { secretInClear } from './rules/kubernetes/secret-in-clear.js';
import { serviceSelects } from './rules/kubernetes/service-selects.js';
import { poolAnnounced } from './rules/metallb/pool-announced.js';
import { poolOverlap } from './rules/metallb/pool-overlap.js';
import { poolPinned } from './rules/metallb/pool-pinned.js';
import type { Rule } from './rule.js';

/** Every rule, by code. */
export const RULES: readonly Rule[] = [
  hostOneOwner,
  gatewayHostScope,
  gatewayCredential,
  extAuthzProvider,
  severalCustomProviders,
  peerAuthenticationScope,
  identityHeaderRemoval,
  hostWithPortTwin,
  l7WithoutWaypoint,
  tlsAgainstStrict,
  oneRoot,
  refusedPolicy,
  signerOneUse,
  signerKnown,
  certificateSecretOnce,
  leafOutlivesCa,
  certificateAccepted,
  referenceResolves,
  crossNamespaceReference,
  serviceAccount,
  unitRole,
  tenantClusterBinding,
  unitOrder,
  unseenSource,
  canaryTarget,
  replicasBesideCanary,
  ownedObject,
  metricTemplate,
  oneCanaryPerTarget,
  copiedHook,
  poolOverlap,
  poolAnnounced,
  poolPinned,
  secretInClear,
  quotaCoversWorkloads,
  serviceSelects,
  rewrittenLabel,
];
