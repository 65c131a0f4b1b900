import type { UnitHealthExpression } from './unit.js';

/**
 * How Flux judges a Canary. Its one condition, `Promoted`, is no condition that Flux knows, so without this a release
 * would count as done before it began.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#health-check-expressions
 */
export const CANARY_HEALTH: UnitHealthExpression = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  current: "status.conditions.exists(e, e.type == 'Promoted' && e.status == 'True')",
  failed: "has(status.phase) && status.phase == 'Failed'",
};

/**
 * How Flux judges a Certificate. One without a status yet would count as done, and one that has just been changed would
 * count by its old key; while an old key serves, a failed renewal holds nothing up.
 *
 * @see https://cert-manager.io/docs/usage/certificate/
 */
export const CERTIFICATE_HEALTH: UnitHealthExpression = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  current:
    "status.conditions.exists(e, e.type == 'Ready' && e.status == 'True' && (!has(e.observedGeneration) || e.observedGeneration == metadata.generation))",
  failed:
    "status.conditions.exists(e, e.type == 'Issuing' && e.status == 'False' && has(e.reason) && e.reason == 'Failed') && !status.conditions.exists(e, e.type == 'Ready' && e.status == 'True')",
};

/**
 * How Flux judges a HelmRelease: it has failed only once helm-controller tries no more.
 *
 * @see https://fluxcd.io/flux/components/helm/helmreleases/#conditions
 */
export const HELM_RELEASE_HEALTH: UnitHealthExpression = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  current: "status.conditions.exists(e, e.type == 'Ready' && e.status == 'True')",
  failed: "status.conditions.exists(e, e.type == 'Stalled' && e.status == 'True')",
};
