import type { JsonObject, JsonValue, KubeObject } from '../model/index.js';
import { defined, isMap, listOf, mapAt, textsOf } from '../manifest/index.js';
import type { CanaryFacts } from './canary-facts.js';

const FLUX = 'toolkit.fluxcd.io';
const TERMS = ['preferredDuringSchedulingIgnoredDuringExecution', 'requiredDuringSchedulingIgnoredDuringExecution'];

/**
 * The Deployment of the primary. Its selector is the one label that Flagger looks for, whatever else the target
 * selects on; of the labels of the Deployment itself none is copied, of those of the pods all are.
 */
export function predictPrimary(facts: CanaryFacts, selectorLabels: readonly string[]): readonly KubeObject[] {
  const { deployment, label, target } = facts;
  if (deployment === undefined) return [];
  const spec = mapAt(deployment['spec']);
  const { minReadySeconds, progressDeadlineSeconds, replicas, revisionHistoryLimit, strategy } = spec;
  const primary = { [label.key]: `${label.value}-primary` };
  const { annotations, namespace } = deployment.metadata;
  return [
    {
      apiVersion: deployment.apiVersion,
      kind: deployment.kind,
      metadata: {
        ...(annotations === undefined ? {} : { annotations: withoutFlux(annotations) }),
        labels: primary,
        name: `${target}-primary`,
        ...(namespace === undefined ? {} : { namespace }),
      },
      spec: defined({
        minReadySeconds,
        progressDeadlineSeconds,
        replicas,
        revisionHistoryLimit,
        strategy,
        selector: { matchLabels: primary },
        template: primaryTemplate(mapAt(spec, 'template'), primary, { target, selectorLabels }),
      }),
    },
  ];
}

interface Renaming {
  readonly target: string;
  readonly selectorLabels: readonly string[];
}

function primaryTemplate(template: JsonObject, primary: Record<string, string>, renaming: Renaming): JsonObject {
  const metadata = mapAt(template, 'metadata');
  const annotations = withoutFlux(textsOf(mapAt(metadata, 'annotations')));
  const labels = { ...withoutFlux(textsOf(mapAt(metadata, 'labels'))), ...primary };
  return {
    ...template,
    metadata: { ...(Object.keys(annotations).length === 0 ? {} : { annotations }), labels },
    spec: primaryPods(mapAt(template, 'spec'), renaming),
  };
}

function withoutFlux(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([key]) => !key.includes(FLUX)));
}

/** Where spread and anti-affinity select on the name of the target, the primary's select on its own. */
function primaryPods(spec: JsonObject, renaming: Renaming): JsonObject {
  const spread = spec['topologySpreadConstraints'];
  const apart = mapAt(spec, 'affinity', 'podAntiAffinity');
  return {
    ...spec,
    ...(spread === undefined
      ? {}
      : { topologySpreadConstraints: listOf(spread).map((one) => selectsPrimary(one, renaming)) }),
    ...(Object.keys(apart).length === 0
      ? {}
      : { affinity: { ...mapAt(spec, 'affinity'), podAntiAffinity: primaryTerms(apart, renaming) } }),
  };
}

function primaryTerms(apart: JsonObject, renaming: Renaming): JsonObject {
  const terms = TERMS.filter((key) => apart[key] !== undefined).map((key) => [
    key,
    listOf(apart[key]).map((term) => {
      const inner = mapAt(term)['podAffinityTerm'];
      if (inner === undefined) return selectsPrimary(term, renaming);
      return { ...mapAt(term), podAffinityTerm: selectsPrimary(inner, renaming) };
    }),
  ]);
  return { ...apart, ...(Object.fromEntries(terms) as JsonObject) };
}

function selectsPrimary(holder: JsonValue, { target, selectorLabels }: Renaming): JsonValue {
  const selector = mapAt(holder)['labelSelector'];
  if (!isMap(selector)) return holder;
  const renamed = (value: JsonValue | undefined) => (value === target ? `${target}-primary` : value);
  const labels = Object.entries(mapAt(selector, 'matchLabels')).map(([key, value]) => {
    return [key, selectorLabels.includes(key) ? renamed(value) : value] as const;
  });
  const expressions = listOf(selector['matchExpressions']).map((one) => {
    const { key, values, ...rest } = mapAt(one);
    const known = typeof key === 'string' && selectorLabels.includes(key);
    return defined({ ...rest, key, values: known ? listOf(values).map((value) => renamed(value) ?? value) : values });
  });
  const matchLabels = Object.fromEntries(labels);
  return {
    ...mapAt(holder),
    labelSelector: {
      ...selector,
      ...(selector['matchLabels'] === undefined ? {} : { matchLabels }),
      ...(selector['matchExpressions'] === undefined ? {} : { matchExpressions: expressions }),
    },
  };
}
