import type { UnitHealthExpression } from '../../lib/model/index.js';

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
