import { meets } from '../../../lib/analyzer/lookup/label-selector.js';
import { listOf, mapAt, textsOf } from '../../../lib/manifest/index.js';
import type { JsonObject, JsonValue, KubeObject } from '../../../lib/model/index.js';
import type { LivePod } from './live-pods.js';

/** A policy of a namespace, and the labels it selects pods by. */
interface Selection {
  readonly policy: string;
  readonly namespace: string;
  readonly selector: JsonValue;
}

/** Where a kind names the pods it is about. */
const SELECTORS: Readonly<Record<string, (spec: JsonObject) => readonly (JsonValue | undefined)[]>> = {
  AuthorizationPolicy: ({ selector }) => [selector],
  PeerAuthentication: ({ selector }) => [selector],
  RequestAuthentication: ({ selector }) => [selector],
  Telemetry: ({ selector }) => [selector],
  EnvoyFilter: (spec) => [workloadLabels(spec)],
  Sidecar: (spec) => [workloadLabels(spec)],
  PodDisruptionBudget: ({ selector }) => [selector],
  NetworkPolicy: (spec) => [spec['podSelector'], ...peersOf(spec)],
};

/**
 * Policies that do not hold for the pods they are meant for. Meant are the pods of each Deployment of the tree whose
 * template a policy selects, those of its canary and those of its primary, and no others.
 */
export function strayPolicies(tree: readonly KubeObject[], pods: readonly LivePod[]): readonly string[] {
  const deployments = tree.filter(({ kind }) => kind === 'Deployment');
  const found: string[] = [];
  for (const { policy, namespace, selector } of tree.flatMap(selectionsOf)) {
    const meant = new Set(
      deployments
        .filter((one) => one.metadata.namespace === namespace && meets(selector, templateLabels(one)))
        .flatMap(({ metadata: { name = '' } }) => [name, `${name}-primary`]),
    );
    for (const pod of pods.filter((one) => one.namespace === namespace)) {
      const holds = meets(selector, pod.labels);
      if (holds === meant.has(pod.deployment)) continue;
      found.push(`${policy} ${holds ? 'holds for' : 'misses'} a pod of ${namespace}/${pod.deployment}`);
    }
  }
  return [...new Set(found)].sort();
}

/** Policies with a selector that no pod of their namespace meets: they hold for nobody. */
export function idlePolicies(tree: readonly KubeObject[], pods: readonly LivePod[]): readonly string[] {
  const idle = tree.flatMap(selectionsOf).filter(({ namespace, selector }) => {
    return !pods.some((pod) => pod.namespace === namespace && meets(selector, pod.labels));
  });
  return idle.map(({ policy, selector }) => `${policy} selects no pod by ${JSON.stringify(selector)}`).sort();
}

/** Kinds of the policies of a tree that name pods by labels. */
export function selectingKinds(tree: readonly KubeObject[]): readonly string[] {
  return [...new Set(tree.flatMap((object) => selectionsOf(object).map(() => object.kind)))].sort();
}

function selectionsOf(object: KubeObject): readonly Selection[] {
  const selectors = SELECTORS[object.kind]?.(mapAt(object['spec'])) ?? [];
  return selectors.flatMap((selector) => {
    if (selector === undefined || Object.keys(mapAt(selector)).length === 0) return [];
    const { name = '', namespace = '' } = object.metadata;
    return [{ policy: `${object.kind} ${namespace}/${name}`, namespace, selector }];
  });
}

function workloadLabels(spec: JsonObject): JsonValue | undefined {
  const labels = mapAt(spec, 'workloadSelector', 'labels');
  return Object.keys(labels).length === 0 ? undefined : { matchLabels: labels };
}

/** Peers in the policy's own namespace. */
function peersOf(spec: JsonObject): readonly (JsonValue | undefined)[] {
  const rules = [...listOf(spec['ingress']), ...listOf(spec['egress'])].map((rule) => mapAt(rule));
  const peers = rules.flatMap((rule) => [...listOf(rule['from']), ...listOf(rule['to'])]).map((peer) => mapAt(peer));
  return peers.filter((peer) => peer['namespaceSelector'] === undefined).map((peer) => peer['podSelector']);
}

function templateLabels(deployment: KubeObject): Readonly<Record<string, string>> {
  return textsOf(mapAt(deployment['spec'], 'template', 'metadata', 'labels'));
}
