import type { JsonObject, KubeObject } from '../model/index.js';

/** What the objects that Flagger makes of one Canary are made from. */
export interface CanaryFacts {
  readonly namespace: string;
  /** Name of the Services and routes. */
  readonly name: string;
  /** Name of the Deployment that is released. */
  readonly target: string;
  /** Label by which Flagger tells canary and primary apart, with the value of the canary. */
  readonly label: { readonly key: string; readonly value: string };
  /** `spec.service` of the Canary. */
  readonly service: JsonObject;
  /** `spec.analysis` of the Canary. */
  readonly analysis: JsonObject;
  /** The Deployment that is released, where it is known. */
  readonly deployment: KubeObject | undefined;
}

/** Marks by which Flagger keeps Flux from taking its objects for leftovers. */
export const LEFT_ALONE = {
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
} as const;
