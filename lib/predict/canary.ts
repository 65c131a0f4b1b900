import type { JsonObject, KubeObject } from '../model/index.js';
import { mapAt, textOf } from '../manifest/index.js';
import type { CanaryFacts } from './canary-facts.js';
import { predictRoutes } from './canary-routes.js';
import { predictServices } from './canary-services.js';
import { predictPrimary } from './canary-workload.js';

type Lookup = (group: string, kind: string, namespace: string, name: string) => KubeObject | undefined;

/** Labels that Flagger looks for, in its order, in the selector of a target. */
const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'] as const;

/**
 * What Flagger makes of a Canary that has just been initialized and uses Istio: the primary's Deployment and
 * autoscaler, three Services, two DestinationRules and the VirtualService, all weight on the primary.
 *
 * @see https://docs.flagger.app/usage/how-it-works
 */
export function predictCanary(canary: KubeObject, find: Lookup): readonly KubeObject[] {
  const spec = mapAt(canary['spec']);
  const namespace = canary.metadata.namespace ?? '';
  const target = textOf(mapAt(spec, 'targetRef')['name']);
  if (target === undefined) return [];
  const service = mapAt(spec, 'service');
  const name = textOf(service['name']) ?? target;
  const deployment = find('apps', 'Deployment', namespace, target);
  const label = selectorLabel(deployment);
  const facts: CanaryFacts = { namespace, name, target, label, service, deployment, analysis: mapAt(spec, 'analysis') };
  const provider = textOf(spec['provider']) ?? 'istio';
  return [
    ...predictPrimary(facts, SELECTOR_LABELS),
    ...primaryAutoscaler(spec, facts, find),
    ...predictServices(facts),
    ...(provider === 'istio' ? predictRoutes(facts) : []),
  ];
}

function selectorLabel(deployment: KubeObject | undefined): CanaryFacts['label'] {
  const labels = mapAt(deployment?.['spec'], 'selector', 'matchLabels');
  for (const key of SELECTOR_LABELS) {
    const value = textOf(labels[key]);
    if (value !== undefined) return { key, value };
  }
  return { key: 'app', value: deployment?.metadata.name ?? '' };
}

function primaryAutoscaler(spec: JsonObject, facts: CanaryFacts, find: Lookup): readonly KubeObject[] {
  const reference = mapAt(spec, 'autoscalerRef');
  const name = textOf(reference['name']);
  if (name === undefined || textOf(reference['kind']) !== 'HorizontalPodAutoscaler') return [];
  const scaler = find('autoscaling', 'HorizontalPodAutoscaler', facts.namespace, name);
  if (scaler === undefined) return [];
  const scalerSpec = mapAt(scaler['spec']);
  const scaleTargetRef = { ...mapAt(scalerSpec, 'scaleTargetRef'), name: `${facts.target}-primary` };
  const replicas = mapAt(reference, 'primaryScalerReplicas');
  const { labels, namespace } = scaler.metadata;
  return [
    {
      ...scaler,
      metadata: {
        ...(labels === undefined ? {} : { labels }),
        name: `${name}-primary`,
        ...(namespace === undefined ? {} : { namespace }),
      },
      spec: { ...scalerSpec, ...replicas, scaleTargetRef },
    },
  ];
}
