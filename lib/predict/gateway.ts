import type { JsonObject, KubeObject } from '../model/index.js';
import { defined, isMap, listOf, mapAt, textOf, textsOf } from '../manifest/index.js';

const ISTIO_CLASSES: ReadonlySet<string> = new Set(['istio', 'istio-waypoint', 'istio-remote']);

/**
 * What istiod makes of a Gateway of the Gateway API whose class is its own: a ServiceAccount, a Deployment and a
 * Service, all named `<gateway>-<class>`, and for waypoints after the Gateway alone.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/
 */
export function predictGateway(gateway: KubeObject): readonly KubeObject[] {
  const spec = mapAt(gateway['spec']);
  const gatewayClass = textOf(spec['gatewayClassName']) ?? '';
  const own = gateway.metadata.name;
  if (!ISTIO_CLASSES.has(gatewayClass) || own === undefined || gatewayClass === 'istio-remote') return [];
  const name = gatewayClass === 'istio-waypoint' ? own : `${own}-${gatewayClass}`;
  const infrastructure = mapAt(spec, 'infrastructure');
  const labels = {
    ...textsOf(mapAt(infrastructure, 'labels')),
    'gateway.networking.k8s.io/gateway-class-name': gatewayClass,
    'gateway.networking.k8s.io/gateway-name': own,
  };
  const metadata = { labels, name, ...defined({ namespace: gateway.metadata.namespace }) };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deploymentSpec(name, own, labels) },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: serviceSpec(spec, own, gatewayClass) },
  ];
}

function deploymentSpec(name: string, gateway: string, labels: JsonObject): JsonObject {
  return {
    selector: { matchLabels: selector(gateway) },
    template: {
      metadata: { labels: { ...labels, ...selector(gateway) } },
      spec: { containers: [{ name: 'istio-proxy' }], serviceAccountName: name },
    },
  };
}

function serviceSpec(spec: JsonObject, gateway: string, gatewayClass: string): JsonObject {
  const listeners = listOf(spec['listeners']).filter(isMap);
  const listening = new Set(listeners.map(({ port }) => port).filter((port) => typeof port === 'number'));
  const ports = [...listening].map((port) => ({ name: `port-${String(port)}`, port, protocol: 'TCP' }));
  return {
    ports: [{ name: 'status-port', port: 15021, protocol: 'TCP' }, ...ports],
    selector: selector(gateway),
    type: gatewayClass === 'istio-waypoint' ? 'ClusterIP' : 'LoadBalancer',
  };
}

function selector(gateway: string): Readonly<Record<string, string>> {
  return { 'gateway.networking.k8s.io/gateway-name': gateway };
}
