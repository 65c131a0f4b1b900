import { namespace, object, workload } from '../manifests.js';

const ISTIO = 'networking.istio.io/v1';

/** Host outside of the mesh. */
export const HOST = 'api.example.com';
/** Service of the egress gateway, as routes name it. */
export const EGRESS = 'out.egress.svc.cluster.local';

/** Pods of an egress gateway with a Service in front of them, a caller, and a way for nobody but through the gateway. */
export const BASE = [
  namespace('a', '{istio-injection: enabled, tenant-mesh.io/tenant: a}'),
  namespace('egress'),
  workload('ui', 'a'),
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: out, namespace: egress}
spec: {template: {metadata: {labels: {istio: out}, annotations: {inject.istio.io/templates: gateway}}, spec: {serviceAccountName: out}}}
---
apiVersion: v1
kind: Service
metadata: {name: out, namespace: egress}
spec: {selector: {istio: out}, ports: [{name: http2, port: 80, targetPort: 8080}, {name: tls, port: 443, targetPort: 8443}]}`,
];

/** A NetworkPolicy that lets a namespace out to another one alone. */
export function onlyTo(space: string, other: string): string {
  const to = `[{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${other}}}}]`;
  return object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'only',
    space,
    `{podSelector: {}, policyTypes: [Egress], egress: [{to: ${to}}]}`,
  );
}

/** A host outside, on HTTP and on TLS. */
export function entry(hosts = HOST, rest = ''): string {
  const ports = '[{number: 80, name: http, protocol: HTTP}, {number: 443, name: tls, protocol: TLS}]';
  return object(
    ISTIO,
    'ServiceEntry',
    'api',
    'a',
    `{hosts: ['${hosts}'], location: MESH_EXTERNAL, resolution: DNS, ports: ${ports}${rest}}`,
  );
}

/** A server of the gateway. */
export function server(port: number, protocol: string, tls = '', hosts = HOST): string {
  const written = tls === '' ? '' : `, tls: {mode: ${tls}}`;
  const listed = `[{port: {number: ${String(port)}, name: s, protocol: ${protocol}}, hosts: ['${hosts}']${written}}]`;
  return object(ISTIO, 'Gateway', 'gw', 'egress', `{selector: {istio: out}, servers: ${listed}}`);
}

/** The VirtualService of the mesh that leads a host to the gateway, and on from there. */
export function virtualService(body: string, gateways = '[mesh, egress/gw]', name = 'through', host = HOST): string {
  return object(ISTIO, 'VirtualService', name, 'a', `{hosts: ['${host}'], gateways: ${gateways}, ${body}}`);
}

/** Routes of HTTP: into the gateway, and out of it. */
export const HTTP = (subset = '', out = HOST): string =>
  `http: [{match: [{gateways: [mesh], port: 80}], route: [{destination: {host: ${EGRESS}, port: {number: 80}${subset}}}]},
    {match: [{gateways: [egress/gw], port: 80}], route: [{destination: {host: ${out}, port: {number: 80}}}]}]`;

/** Routes by server name: into the gateway, and out of it. */
export const TLS = `tls: [{match: [{gateways: [mesh], port: 443, sniHosts: [${HOST}]}], route: [{destination: {host: ${EGRESS}, port: {number: 443}}}]},
    {match: [{gateways: [egress/gw], port: 443, sniHosts: [${HOST}]}], route: [{destination: {host: ${HOST}, port: {number: 443}}}]}]`;

/** A DestinationRule of the gateway's Service with a subset that asks for a mode. */
export function subset(mode: string, port = 80): string {
  const tls = `{mode: ${mode}, sni: ${HOST}}`;
  const settings = `[{port: {number: ${String(port)}}, tls: ${tls}}]`;
  return object(
    ISTIO,
    'DestinationRule',
    'out',
    'a',
    `{host: ${EGRESS}, subsets: [{name: api, trafficPolicy: {portLevelSettings: ${settings}}}]}`,
  );
}
