const ISTIO = 'https://istio.io/latest/docs';
const CONFIG = `${ISTIO}/reference/config`;
const GATEWAY_API = 'https://gateway-api.sigs.k8s.io';

/** Upstream pages that tables of cases rest on. */
export const PAGES = {
  action: `${CONFIG}/security/authorization-policy/#AuthorizationPolicy-Action`,
  ambient: `${ISTIO}/ambient/architecture/data-plane/`,
  ambientNetwork: `${ISTIO}/ambient/usage/networkpolicy/`,
  authorization: `${CONFIG}/security/authorization-policy/#AuthorizationPolicy`,
  authorizer: `${ISTIO}/tasks/security/authorization/authz-custom/`,
  hostnames: `${GATEWAY_API}/reference/spec/#httproutespec`,
  clientTls: `${CONFIG}/networking/destination-rule/#ClientTLSSettings-TLSmode`,
  backend: `${ISTIO}/tasks/traffic-management/ingress/gateway-api/#mesh-traffic`,
  egress: `${ISTIO}/tasks/traffic-management/egress/egress-gateway/`,
  exportTo: `${CONFIG}/networking/service-entry/#ServiceEntry`,
  mirror: `${CONFIG}/networking/virtual-service/#HTTPMirrorPolicy`,
  mirrorFilter: `${GATEWAY_API}/reference/spec/#httprequestmirrorfilter`,
  mirrorTask: `${ISTIO}/tasks/traffic-management/mirroring/`,
  origination: `${ISTIO}/tasks/traffic-management/egress/egress-gateway-tls-origination/`,
  tcpRoute: `${CONFIG}/networking/virtual-service/#TCPRoute`,
  tlsRouteNames: `${GATEWAY_API}/reference/spec/#tlsroutespec`,
  tlsRoute: `${CONFIG}/networking/virtual-service/#TLSRoute`,
  conditions: `${CONFIG}/security/conditions/`,
  delegate: `${CONFIG}/networking/virtual-service/#Delegate`,
  fourth: `${ISTIO}/ambient/usage/l4-policy/`,
  grant: `${GATEWAY_API}/api-types/referencegrant/`,
  httpMatch: `${CONFIG}/networking/virtual-service/#HTTPMatchRequest`,
  httpRoute: `${CONFIG}/networking/virtual-service/#HTTPRoute`,
  meshRoutes: `${GATEWAY_API}/mesh/`,
  merged: `${ISTIO}/ops/best-practices/traffic-management/#split-virtual-services`,
  networkPolicy:
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors',
  normalization: `${CONFIG}/security/normalization/`,
  outbound: `${CONFIG}/networking/sidecar/#OutboundTrafficPolicy-Mode`,
  parent: `${GATEWAY_API}/reference/spec/#parentreference`,
  peer: `${CONFIG}/security/peer_authentication/#PeerAuthentication-MutualTLS-Mode`,
  routeFilter: `${GATEWAY_API}/reference/spec/#httprequestredirectfilter`,
  routeMatch: `${GATEWAY_API}/reference/spec/#httprouterule`,
  routeNamespaces: `${GATEWAY_API}/reference/spec/#routenamespaces`,
  server: `${CONFIG}/networking/gateway/#Server`,
  serverTls: `${CONFIG}/networking/gateway/#ServerTLSSettings-TLSmode`,
  seventh: `${ISTIO}/ambient/usage/l7-features/`,
  sidecarHosts: `${CONFIG}/networking/sidecar/#IstioEgressListener`,
  signers: `${ISTIO}/tasks/security/cert-management/custom-ca-k8s/`,
  source: `${CONFIG}/security/authorization-policy/#Source`,
  target: `${CONFIG}/type/policy-target-reference/#PolicyTargetReference`,
  token: `${CONFIG}/security/request_authentication/`,
  virtualService: `${CONFIG}/networking/virtual-service/#VirtualService`,
  waypoint: `${ISTIO}/ambient/usage/waypoint/`,
  waypointCode:
    'https://github.com/istio/istio/blob/master/pilot/pkg/serviceregistry/kube/controller/ambient/waypoints.go',
} as const;

/** Hosts of projects whose pages count. */
const UPSTREAM = /^https:\/\/(istio\.io|github\.com\/istio|kubernetes\.io|gateway-api\.sigs\.k8s\.io)\/\S+: \S/;

/** Rows of a table, of which each begins with the page it rests on and what follows from it. */
export function cited<T extends readonly [fact: string, ...rest: readonly unknown[]]>(rows: readonly T[]): T[] {
  for (const [fact] of rows) {
    if (!UPSTREAM.test(fact)) throw new Error(`A case names no upstream page it rests on: ${fact}`);
  }
  return [...rows];
}
