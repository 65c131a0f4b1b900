import { object, policy } from '../manifests.js';
import { PAGES } from '../pages.js';
import { EGRESS, entry, HOST, HTTP, onlyTo, server, subset, TLS, virtualService } from './egress-set.js';

/** Lets the caller out to the gateway alone. */
export const SHUT = onlyTo('a', 'egress');
/** Leads HTTP through the gateway in plaintext. */
export const THROUGH = [SHUT, entry(), server(80, 'HTTP'), virtualService(HTTP())];
/** Leads HTTP through a server that asks for mutual TLS. */
export const MUTUAL = [SHUT, entry(), server(80, 'HTTPS', 'ISTIO_MUTUAL'), virtualService(HTTP(', subset: api'))];
const BY_NAME = [SHUT, entry(), server(443, 'TLS', 'PASSTHROUGH'), virtualService(TLS)];
const OWN = object('networking.istio.io/v1', 'Sidecar', 'default', 'a', "{egress: [{hosts: ['./*']}]}");
const ONLY_UI = policy('ui', 'egress', '{rules: [{from: [{source: {principals: [cluster.local/ns/a/sa/ui]}}]}]}');
const STRICT = object('security.istio.io/v1', 'PeerAuthentication', 'strict', 'egress', '{mtls: {mode: STRICT}}');
const ROUTE = (name: string, parent: string, backend: string, kind = 'HTTPRoute', space = 'egress'): string =>
  object(
    `gateway.networking.k8s.io/${kind === 'HTTPRoute' ? 'v1' : 'v1alpha2'}`,
    kind,
    name,
    space,
    `{parentRefs: [${parent}], rules: [{backendRefs: [${backend}]}]}`,
  );
const AT_GATEWAY = (kind = 'HTTPRoute', port = 80): readonly string[] => [
  object(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    'api',
    'egress',
    `{gatewayClassName: istio, listeners: [{name: one, port: 80, protocol: ${kind === 'HTTPRoute' ? 'HTTP' : 'TCP'}}]}`,
  ),
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: egress}
spec: {template: {metadata: {labels: {gateway.networking.k8s.io/gateway-name: api}}, spec: {serviceAccountName: api}}}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: egress}
spec: {selector: {gateway.networking.k8s.io/gateway-name: api}, ports: [{name: http, port: 80}]}`,
  ROUTE(
    'in',
    '{group: networking.istio.io, kind: ServiceEntry, name: api}',
    `{name: api, namespace: egress, port: 80}`,
    kind,
    'a',
  ),
  ROUTE(
    'out',
    '{name: api}',
    `{group: networking.istio.io, kind: Hostname, name: ${HOST}, port: ${String(port)}}`,
    kind,
  ),
];

/** A case: what decides, the set, the port that is called, the answer, and its last step. */
export type Row = readonly [fact: string, set: readonly string[], port: number, outcome: string, last: string];

// Each row cites the page it rests on.
export const ROWS: readonly Row[] = [
  [
    `${PAGES.egress}: a route of the mesh leads to the gateway, and one of the gateway out`,
    THROUGH,
    80,
    'allow',
    `the call leaves the mesh for ${HOST}, port 80`,
  ],
  [
    `${PAGES.networkPolicy}: without the route the caller has no way out`,
    [SHUT, entry(), server(80, 'HTTP')],
    80,
    'deny',
    `no NetworkPolicy opens the way out to ${HOST}, port 80`,
  ],
  [
    `${PAGES.networkPolicy}: the gateway is as closed as its own policies make it`,
    [...THROUGH, onlyTo('egress', 'a')],
    80,
    'deny',
    `no NetworkPolicy opens the way out to ${HOST}, port 80`,
  ],
  [
    `${PAGES.networkPolicy}: the caller has to get to the gateway`,
    [...THROUGH.slice(1), onlyTo('a', 'b')],
    80,
    'deny',
    'no NetworkPolicy opens the way out of a/ui to port 8080',
  ],
  [
    `${PAGES.outbound}: the host has to be in the caller's scope first`,
    [
      ...THROUGH,
      object(
        'networking.istio.io/v1',
        'Sidecar',
        'default',
        'a',
        "{egress: [{hosts: ['egress/*']}], outboundTrafficPolicy: {mode: REGISTRY_ONLY}}",
      ),
    ],
    80,
    'deny',
    `${HOST} is outside of the caller's egress scope, which is REGISTRY_ONLY`,
  ],
  [
    `${PAGES.sidecarHosts}: a proxy knows the routes of the namespaces in its scope alone`,
    [...THROUGH.slice(0, 3), virtualService(HTTP()).replace('namespace: a', 'namespace: egress'), OWN],
    80,
    'deny',
    `no NetworkPolicy opens the way out to ${HOST}, port 80`,
  ],
  [
    `${PAGES.sidecarHosts}: and those of another, once it is in scope`,
    [
      ...THROUGH.slice(0, 3),
      virtualService(HTTP()).replace('namespace: a', 'namespace: egress'),
      OWN.replace("['./*']", "['./*', 'egress/*']"),
    ],
    80,
    'allow',
    `the call leaves the mesh for ${HOST}, port 80`,
  ],
  [
    `${PAGES.server}: a server of the gateway takes its hosts alone`,
    [SHUT, entry(), server(80, 'HTTP', '', 'other.example.com'), virtualService(HTTP())],
    80,
    'deny',
    `no server of egress/out takes ${HOST} on port 8080`,
  ],
  [
    `${PAGES.httpMatch}: a gateway needs a route of its own`,
    [SHUT, entry(), server(80, 'HTTP'), virtualService(HTTP(), '[mesh]')],
    80,
    'deny',
    `no route of egress/gw takes ${HOST}/`,
  ],
  [
    `${PAGES.httpMatch}: a gateway without a namespace is one beside the VirtualService`,
    [SHUT, entry(), server(80, 'HTTP'), virtualService(HTTP().replace('egress/gw', 'gw'))],
    80,
    'deny',
    `no route of egress/gw takes ${HOST}/`,
  ],
  [
    `${PAGES.action}: the gateway's policies judge the call`,
    [...THROUGH, policy('closed', 'egress', `{action: DENY, rules: [{to: [{operation: {hosts: [${HOST}]}}]}]}`)],
    80,
    'deny',
    'a DENY rule of egress/out matches',
  ],
  [
    `${PAGES.serverTls}: a plain server knows no caller`,
    [...THROUGH, ONLY_UI],
    80,
    'deny',
    'none of the rules of 1 ALLOW policies of egress/out matches',
  ],
  [
    `${PAGES.serverTls}: PeerAuthentications mean nothing at a server`,
    [...THROUGH, STRICT],
    80,
    'allow',
    `the call leaves the mesh for ${HOST}, port 80`,
  ],
  [
    `${PAGES.serverTls}: ISTIO_MUTUAL wants a client that speaks it`,
    MUTUAL,
    80,
    'deny',
    'the caller speaks plaintext, and no server of egress/out takes it',
  ],
  [
    `${PAGES.clientTls}: a subset asks for it, and the gateway knows the caller`,
    [...MUTUAL, subset('ISTIO_MUTUAL'), ONLY_UI],
    80,
    'allow',
    `the call leaves the mesh for ${HOST}, port 80`,
  ],
  [
    `${PAGES.clientTls}: without its server name the connection finds no server`,
    [...MUTUAL, subset('ISTIO_MUTUAL').replace(`, sni: ${HOST}`, '')],
    80,
    'deny',
    `no server of egress/out takes outbound_.80_.api_.${EGRESS} on port 8080`,
  ],
  [
    `${PAGES.clientTls}: what is set for another port is not inherited`,
    [...MUTUAL, subset('ISTIO_MUTUAL', 443)],
    80,
    'deny',
    'the caller speaks plaintext, and no server of egress/out takes it',
  ],
  [
    `${PAGES.tlsRoute}: by server name, through a server that passes TLS on`,
    BY_NAME,
    443,
    'allow',
    `the call leaves the mesh for ${HOST}, port 443`,
  ],
  [
    `${PAGES.tlsRoute}: on another port the route does not hold`,
    [SHUT, entry(), server(443, 'TLS', 'PASSTHROUGH'), virtualService(TLS.replace('port: 443, sni', 'port: 444, sni'))],
    443,
    'deny',
    `no NetworkPolicy opens the way out to ${HOST}, port 443`,
  ],
  [
    `${PAGES.tlsRoute}: another server name`,
    [
      SHUT,
      entry(),
      server(443, 'TLS', 'PASSTHROUGH'),
      virtualService(TLS.replaceAll(`sniHosts: [${HOST}]`, 'sniHosts: [x.example.com]')),
    ],
    443,
    'deny',
    `no NetworkPolicy opens the way out to ${HOST}, port 443`,
  ],
  [
    `${PAGES.tcpRoute}: TLS inside of mutual TLS is passed on as it is`,
    [
      SHUT,
      entry(),
      server(443, 'TLS', 'ISTIO_MUTUAL'),
      subset('ISTIO_MUTUAL', 443),
      virtualService(
        `tls: [{match: [{gateways: [mesh], port: 443, sniHosts: [${HOST}]}], route: [{destination: {host: ${EGRESS}, subset: api, port: {number: 443}}}]}],
         tcp: [{match: [{gateways: [egress/gw], port: 443}], route: [{destination: {host: ${HOST}, port: {number: 443}}}]}]`,
      ),
      ONLY_UI,
    ],
    443,
    'allow',
    `the call leaves the mesh for ${HOST}, port 443`,
  ],
  [
    `${PAGES.origination}: the port behind the host is the one that opens`,
    [
      ...THROUGH.filter((each) => each !== entry()),
      entry().replace('protocol: HTTP}', 'protocol: HTTP, targetPort: 443}'),
      object(
        'networking.istio.io/v1',
        'DestinationRule',
        'api',
        'a',
        `{host: ${HOST}, trafficPolicy: {tls: {mode: SIMPLE}}}`,
      ),
    ],
    80,
    'allow',
    `the call leaves the mesh for ${HOST}, port 443`,
  ],
  [
    `${PAGES.virtualService}: a host that no object declares is led on from port 80`,
    [SHUT, server(80, 'HTTP'), virtualService(HTTP('', 'other.example.com')), entry('other.example.com')],
    80,
    'allow',
    'the call leaves the mesh for other.example.com, port 80',
  ],
  [
    `${PAGES.virtualService}: and from no other port`,
    [SHUT, server(80, 'HTTP'), virtualService(HTTP('', 'other.example.com')), entry('other.example.com')],
    8080,
    'deny',
    `no NetworkPolicy opens the way out to ${HOST}, port 8080`,
  ],
  [
    `${PAGES.exportTo}: a host that is not exported to the gateway`,
    [SHUT, entry(HOST, ", exportTo: ['.']"), server(80, 'HTTP'), virtualService(HTTP())],
    80,
    'deny',
    'the route leads to no Service of the set',
  ],
  [
    `${PAGES.httpRoute}: a gateway that leads back to itself`,
    [SHUT, entry(), server(80, 'HTTP'), virtualService(HTTP('', EGRESS))],
    80,
    'deny',
    'the routes lead in a circle through egress/out',
  ],
  [
    `${PAGES.backend}: an HTTPRoute for a ServiceEntry leads to the gateway, and one there to the host`,
    [SHUT, entry(), ...AT_GATEWAY()],
    80,
    'allow',
    `the call leaves the mesh for ${HOST}, port 80`,
  ],
  [
    `${PAGES.backend}: a TCPRoute does the same for connections`,
    [SHUT, entry(), ...AT_GATEWAY('TCPRoute', 443)],
    443,
    'allow',
    `the call leaves the mesh for ${HOST}, port 443`,
  ],
];
