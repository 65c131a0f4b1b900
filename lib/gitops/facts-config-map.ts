import { FACTS_CONFIG_MAP, FLUX_NAMESPACE } from './options.js';

/** The ConfigMap from which Flux substitutes facts, without its data. Flux looks at it again as soon as it changes. */
export const FACTS_OBJECT = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    labels: { 'reconcile.fluxcd.io/watch': 'Enabled' },
    name: FACTS_CONFIG_MAP,
    namespace: FLUX_NAMESPACE,
  },
} as const;
