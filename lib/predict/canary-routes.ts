import type { JsonObject, JsonValue, KubeObject } from '../model/index.js';
import { defined, listOf, mapAt, textOf, textsOf } from '../manifest/index.js';
import { LEFT_ALONE, type CanaryFacts } from './canary-facts.js';

const API_VERSION = 'networking.istio.io/v1beta1';

/** The two DestinationRules and the VirtualService of a release whose provider is Istio. */
export function predictRoutes(facts: CanaryFacts): readonly KubeObject[] {
  const { namespace, name, service } = facts;
  const rules = ['canary', 'primary'].map((part): KubeObject => {
    const host = `${name}-${part}`;
    return {
      apiVersion: API_VERSION,
      kind: 'DestinationRule',
      metadata: { name: host, namespace },
      spec: defined({ host, trafficPolicy: service['trafficPolicy'] }),
    };
  });
  return [...rules, virtualService(facts)];
}

function virtualService(facts: CanaryFacts): KubeObject {
  const { namespace, name, label, service } = facts;
  const hosts = listOf(service['hosts']);
  const gateways = listOf(service['gateways']);
  const allHosts = hosts.some((host) => host === name || host === '*') ? hosts : [...hosts, name];
  const reached = { gateways: gateways.length > 0 ? gateways : ['mesh'], hosts: allHosts };
  const custom = service['apex'] === undefined ? undefined : mapAt(service, 'apex');
  return {
    apiVersion: API_VERSION,
    kind: 'VirtualService',
    metadata: {
      annotations: { ...textsOf(mapAt(custom, 'annotations')), ...LEFT_ALONE },
      ...(custom === undefined ? {} : { labels: { ...textsOf(mapAt(custom, 'labels')), [label.key]: name } }),
      name,
      namespace,
    },
    spec: { ...(service['delegation'] === true ? {} : reached), ...traffic(facts) },
  };
}

/** With conditions of its own the analysis has a route for what they meet, before the one for all the rest. */
function traffic(facts: CanaryFacts): JsonObject {
  const { name, service, analysis } = facts;
  const [primary, canary] = [destination(facts, `${name}-primary`, 100), destination(facts, `${name}-canary`, 0)];
  const both = [primary, canary];
  if (textOf(service['appProtocol'])?.toLowerCase() === 'tcp') return { tcp: [tcpRoute(service, both)] };
  const own = listOf(analysis['match']);
  if (own.length === 0) return { http: [httpRoute(service, service['match'], both)] };
  const merged = mergeMatches(own, listOf(service['match']));
  return { http: [httpRoute(service, merged, both), httpRoute(service, service['match'], [primary])] };
}

/** Of a condition of the analysis only headers and source labels count beside those of the service. */
function mergeMatches(own: readonly JsonValue[], common: readonly JsonValue[]): readonly JsonValue[] {
  if (common.length === 0) return own;
  return own.flatMap((one) => {
    const { headers, sourceLabels } = mapAt(one);
    return common.map((other) => ({ ...mapAt(other), ...defined({ headers, sourceLabels }) }));
  });
}

function httpRoute(service: JsonObject, match: JsonValue | undefined, route: readonly JsonValue[]): JsonObject {
  const { corsPolicy, headers, retries, rewrite, timeout } = service;
  return defined({ corsPolicy, headers, match, retries, rewrite, route, timeout });
}

function tcpRoute(service: JsonObject, route: readonly JsonValue[]): JsonObject {
  const ports = listOf(service['match']).map((one) => defined({ port: mapAt(one)['port'] }));
  return { ...(ports.length === 0 ? {} : { match: ports }), route };
}

/** With several ports a gateway would not know which is meant; in the mesh the port of the request decides. */
function destination({ service }: CanaryFacts, host: string, weight: number): JsonObject {
  const outside = listOf(service['gateways'])[0] ?? 'mesh';
  const named = service['portDiscovery'] === true && (outside !== 'mesh' || service['delegation'] === true);
  return { destination: named ? { host, port: { number: service['port'] ?? 0 } } : { host }, weight };
}
