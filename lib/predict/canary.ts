import type { JsonObject, JsonValue, KubeObject } from '../model/index.js';
import { defined, listOf, mapAt, textOf, textsOf } from '../manifest/index.js';

type Lookup = (group: string, kind: string, namespace: string, name: string) => KubeObject | undefined;

/** Labels that Flagger looks for, in its order, in the selector of a target. */
const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'];

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
  const owner: Owner = { namespace, name, target, label, service };
  const workloads = [
    ...(deployment === undefined ? [] : [primaryDeployment(deployment, owner)]),
    ...primaryAutoscaler(spec, owner, find),
  ];
  const provider = textOf(spec['provider']) ?? 'istio';
  return [...workloads, ...services(owner), ...(provider === 'istio' ? routes(owner) : [])];
}

interface Owner {
  readonly namespace: string;
  readonly name: string;
  readonly target: string;
  readonly label: { readonly key: string; readonly value: string };
  readonly service: JsonObject;
}

function selectorLabel(deployment: KubeObject | undefined): { key: string; value: string } {
  const labels = mapAt(deployment?.['spec'], 'selector', 'matchLabels');
  for (const key of SELECTOR_LABELS) {
    const value = textOf(labels[key]);
    if (value !== undefined) return { key, value };
  }
  return { key: 'app', value: deployment?.metadata.name ?? '' };
}

function primaryDeployment(deployment: KubeObject, { target, label }: Owner): KubeObject {
  const spec = mapAt(deployment['spec']);
  const template = mapAt(spec, 'template');
  const metadata = mapAt(template, 'metadata');
  const primary = { [label.key]: `${label.value}-primary` };
  return {
    ...deployment,
    metadata: { ...deployment.metadata, name: `${target}-primary` },
    spec: {
      ...spec,
      selector: { matchLabels: { ...mapAt(spec, 'selector', 'matchLabels'), ...primary } },
      template: { ...template, metadata: { ...metadata, labels: { ...mapAt(metadata, 'labels'), ...primary } } },
    },
  };
}

function primaryAutoscaler(spec: JsonObject, owner: Owner, find: Lookup): readonly KubeObject[] {
  const reference = mapAt(spec, 'autoscalerRef');
  const name = textOf(reference['name']);
  if (name === undefined || textOf(reference['kind']) !== 'HorizontalPodAutoscaler') return [];
  const scaler = find('autoscaling', 'HorizontalPodAutoscaler', owner.namespace, name);
  if (scaler === undefined) return [];
  const scalerSpec = mapAt(scaler['spec']);
  const scaleTargetRef = { ...mapAt(scalerSpec, 'scaleTargetRef'), name: `${owner.target}-primary` };
  const replicas = mapAt(reference, 'primaryScalerReplicas');
  return [
    {
      ...scaler,
      metadata: { ...scaler.metadata, name: `${name}-primary` },
      spec: { ...scalerSpec, ...replicas, scaleTargetRef },
    },
  ];
}

function services(owner: Owner): readonly KubeObject[] {
  const { name, label } = owner;
  return [
    serviceObject(owner, name, `${label.value}-primary`, 'apex'),
    serviceObject(owner, `${name}-canary`, label.value, 'canary'),
    serviceObject(owner, `${name}-primary`, `${label.value}-primary`, 'primary'),
  ];
}

function serviceObject(owner: Owner, name: string, selected: string, part: string): KubeObject {
  const { namespace, label, service } = owner;
  const custom = mapAt(service, part);
  const port = service['port'];
  const ports = defined({
    appProtocol: service['appProtocol'],
    name: service['portName'] ?? 'http',
    port,
    protocol: 'TCP',
    targetPort: service['targetPort'] ?? port,
  });
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...defined({ annotations: custom['annotations'] }),
      labels: { ...textsOf(mapAt(custom, 'labels')), [label.key]: selected },
      name,
      namespace,
    },
    spec: { ports: [ports], selector: { [label.key]: selected }, type: 'ClusterIP' },
  };
}

function routes(owner: Owner): readonly KubeObject[] {
  const { namespace, name, service } = owner;
  const rules = ['canary', 'primary'].map((part): KubeObject => {
    const host = `${name}-${part}`;
    return {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'DestinationRule',
      metadata: { name: host, namespace },
      spec: defined({ host, trafficPolicy: service['trafficPolicy'] }),
    };
  });
  return [...rules, virtualService(owner)];
}

function virtualService({ namespace, name, service }: Owner): KubeObject {
  const delegated = service['delegation'] === true;
  const hosts = listOf(service['hosts']);
  const gateways = listOf(service['gateways']);
  const allHosts = hosts.some((host) => host === name || host === '*') ? hosts : [...hosts, name];
  const route = [destination(`${name}-primary`, 100), destination(`${name}-canary`, 0)];
  const traffic =
    textOf(service['appProtocol']) === 'tcp' ? { tcp: [{ route }] } : { http: [httpRoute(service, route)] };
  return {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: delegated ? traffic : { gateways: gateways.length > 0 ? gateways : ['mesh'], hosts: allHosts, ...traffic },
  };
}

function httpRoute(service: JsonObject, route: readonly JsonValue[]): JsonObject {
  const { corsPolicy, headers, match, retries, rewrite, timeout } = service;
  return defined({ corsPolicy, headers, match, retries, rewrite, route, timeout });
}

function destination(host: string, weight: number): JsonObject {
  return { destination: { host }, weight };
}
