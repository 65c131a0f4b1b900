/** 4xxx: rules over several objects. 40xx waivers, 41xx Istio, 42xx cert-manager, 43xx Flux, 44xx Flagger, 45xx MetalLB, 46xx Kubernetes, 47xx across tools. */
export const ANALYZER_CODES = {
  TM4001: { level: 'error', title: 'Waiver without a reason' },
  TM4402: { level: 'error', title: 'Replicas beside a canary' },
  TM4501: { level: 'error', title: 'Address pools overlap' },
} as const;
