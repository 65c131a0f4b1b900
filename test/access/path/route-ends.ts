import type { AccessRequest } from '../../../lib/access/index.js';
import { accessTo, namespace, object, workload } from '../manifests.js';

/** Pods of a gateway. */
export const POD = (labels: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: gw, namespace: edge}
spec: {template: {metadata: {labels: ${labels}, annotations: {inject.istio.io/templates: gateway}}, spec: {serviceAccountName: gw}}}`;
/** A gateway for plain HTTP of every host of a domain, with its pods. */
export const EDGE = [
  namespace('edge'),
  POD('{istio: gw}'),
  object(
    'networking.istio.io/v1',
    'Gateway',
    'gw',
    'edge',
    "{selector: {istio: gw}, servers: [{port: {number: 80, name: h, protocol: HTTP}, hosts: ['*/*.example.com']}]}",
  ),
];
/** The same by the Gateway API. */
export const API_EDGE = [
  object(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    'api',
    'edge',
    '{gatewayClassName: istio, listeners: [{name: one, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]}',
  ),
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: edge}
spec: {template: {metadata: {labels: {gateway.networking.k8s.io/gateway-name: api}}, spec: {serviceAccountName: api}}}`,
];
/** Two workloads behind one gateway: a request reaches one, the other or none. */
const SPACES = [
  namespace('edge'),
  namespace('b'),
  namespace('c'),
  workload('one', 'b'),
  workload('two', 'b'),
  workload('far', 'c'),
];
/** Where a request for the shop ends: the workload, or the kind of step that stopped it. */
export function end(set: readonly string[], request: AccessRequest): string {
  const answers = accessTo(...SPACES, ...set);
  const reached = ['b/one', 'b/two', 'c/far'].filter((name) => {
    const [space = '', workloadName = ''] = name.split('/');
    const callee = { kind: 'workload', namespace: space, name: workloadName, port: 8080 } as const;
    return answers.ask({ from: { kind: 'outside' }, to: callee, request }).outcome !== 'deny';
  });
  return reached.join(' ') || 'none';
}

/** A case: what decides, the routes, a path, and where it ends. */
export type Row = readonly [fact: string, set: readonly string[], path: string, end: string, more?: AccessRequest];
