import { type From, type To } from '../../../lib/access/index.js';
import { namespace, object, policy, workload } from '../manifests.js';

/** Version of the kinds of the Gateway API. */
export const API = 'gateway.networking.k8s.io/v1';
const SECURITY = 'security.istio.io/v1';
/** Label that takes pods into the mesh without a proxy of their own. */
export const AMBIENT = 'istio.io/dataplane-mode: ambient';
/** Labels of a namespace that a waypoint serves. */
export const USES = `{${AMBIENT}, istio.io/use-waypoint: wp}`;
/** A waypoint. */
export const WAYPOINT = (space = 'b', labels = '{}', allowed = ''): string =>
  `{apiVersion: ${API}, kind: Gateway, metadata: {name: wp, namespace: ${space}, labels: ${labels}}, spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE${allowed}}]}}`;
/** A caller in ambient mode, and one without. */
export const CALLERS = [namespace('a', `{${AMBIENT}}`), namespace('s'), workload('ui', 'a'), workload('old', 's')];
/** The namespace of the callee. */
export const SPACE = namespace('b', USES);
/** A callee behind a waypoint, and its callers. */
export const BASE = [...CALLERS, SPACE, WAYPOINT(), workload('api', 'b')];
/** The same, with a label on the Service or its pods in place of the namespace. */
export const labelled = (labels: string, what: 'Service' | 'pods', space = `{${AMBIENT}}`): string[] => {
  const own = workload('api', 'b');
  const from = what === 'Service' ? 'metadata: {name: api, namespace: b}\nspec: {selector' : 'labels: {app: api}';
  const to =
    what === 'Service'
      ? `metadata: {name: api, namespace: b, labels: {${labels}}}\nspec: {selector`
      : `labels: {app: api, ${labels}}`;
  return [...CALLERS, namespace('b', space), own.replace(from, to)];
};
/** The caller in ambient mode. */
export const UI: From = { kind: 'workload', namespace: 'a', name: 'ui' };
/** The other caller. */
export const OLD: From = { kind: 'workload', namespace: 's', name: 'old' };
/** A pod without a proxy. */
export const PLAIN: From = { kind: 'pod', namespace: 'a' };
/** The callee. */
export const SERVICE: To = { kind: 'service', namespace: 'b', name: 'api' };

/** What a policy is attached to. */
export const TO = (kind: string, name: string): string =>
  `targetRefs: [{kind: ${kind}, name: ${name}, group: ${kind.startsWith('Gateway') ? 'gateway.networking.k8s.io' : "''"}}]`;
/** A policy that denies everything. */
export const DENY = (target: string, space = 'b', name = 'd'): string =>
  policy(name, space, `{action: DENY, rules: [{}], ${target}}`);
/** Attachment to all waypoints. */
export const FOR_CLASS = TO('GatewayClass', 'istio-waypoint');
/** A policy with one rule. */
export const ALLOW = (target: string, rule: string): string => policy('p', 'b', `{rules: [${rule}], ${target}}`);
/** A NetworkPolicy. */
export const NETPOL = (space: string, spec: string): string =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'ports', space, spec);
/** A rule for the caller. */
export const PODS_OF_UI = '{from: [{source: {principals: [cluster.local/ns/a/sa/ui]}}]}';
/** A rule for the waypoint. */
export const PODS_OF_WP = '{from: [{source: {principals: [cluster.local/ns/b/sa/wp]}}]}';
/** A mode of mutual TLS. */
export const PEER = (mode: string, space = 'b'): string =>
  object(SECURITY, 'PeerAuthentication', 'd', space, `{mtls: {mode: ${mode}}}`);
/** A rule on tokens. */
export const JWT = (target: string): string =>
  object(SECURITY, 'RequestAuthentication', 'j', 'b', `{jwtRules: [{issuer: i}], ${target}}`);
