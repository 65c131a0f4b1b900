import type { JsonObject, KubeObject } from '../model/index.js';
import { defined, listOf, mapAt, textOf, textsOf } from '../manifest/index.js';
import { LEFT_ALONE, type CanaryFacts } from './canary-facts.js';

/** Containers of proxies, whose ports Flagger passes over. */
const PROXIES = ['istio-proxy', 'envoy'];

/** The Services of a release: the one that everybody calls, which selects the primary, and one for each version. */
export function predictServices(facts: CanaryFacts): readonly KubeObject[] {
  const { name, label } = facts;
  return [
    serviceObject(facts, name, `${label.value}-primary`, 'apex'),
    serviceObject(facts, `${name}-canary`, label.value, 'canary'),
    serviceObject(facts, `${name}-primary`, `${label.value}-primary`, 'primary'),
  ];
}

function serviceObject(facts: CanaryFacts, name: string, selected: string, part: string): KubeObject {
  const { namespace, label, service } = facts;
  const custom = mapAt(service, part);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      annotations: { ...textsOf(mapAt(custom, 'annotations')), ...LEFT_ALONE },
      // The label bears the name of the Service, and not what the Service selects.
      labels: { ...textsOf(mapAt(custom, 'labels')), [label.key]: name },
      name,
      namespace,
    },
    spec: { ports: ports(facts), selector: { [label.key]: selected }, type: 'ClusterIP' },
  };
}

function ports({ service, deployment }: CanaryFacts): readonly JsonObject[] {
  const { port } = service;
  const routed = defined({
    appProtocol: service['appProtocol'],
    name: service['portName'] ?? 'http',
    port,
    protocol: 'TCP',
    targetPort: service['targetPort'] ?? port,
  });
  if (service['portDiscovery'] !== true) return [routed];
  return [routed, ...discovered(mapAt(deployment?.['spec'], 'template', 'spec'), service)];
}

/** Every other port of the containers, under its own number. */
function discovered(pod: JsonObject, { port, targetPort }: JsonObject): readonly JsonObject[] {
  const taken = targetPort ?? port;
  const containers = listOf(pod['containers']).map((one) => mapAt(one));
  return containers
    .filter(({ name }) => !PROXIES.includes(textOf(name) ?? ''))
    .flatMap((container) =>
      listOf(container['ports']).flatMap((one, at) => {
        const { containerPort, name } = mapAt(one);
        if (containerPort === undefined || taken === containerPort || taken === name) return [];
        const own = textOf(name) ?? `tcp-${textOf(container['name']) ?? ''}-${at}`;
        return [{ name: own, port: containerPort, protocol: 'TCP', targetPort: containerPort }];
      }),
    );
}
