import { listOf, mapAt, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { selects } from '../../analyzer/read.js';
import { namespaceOf, selectorLabels, specOf, type Labels } from './selector.js';

/** What a waypoint stands before: a Service or ServiceEntry, or pods that are called by their address. */
export type Served =
  | { readonly kind: 'Service' | 'ServiceEntry'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'pods' };

/** What policies know a workload by. */
export interface PolicySubject {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels of the pods. */
  readonly labels: Labels;
  /** What a waypoint judges for. @default - the pods are no waypoint's */
  readonly serves?: Served;
}

/** Class of the Gateways that are waypoints. */
export const WAYPOINT_CLASS = 'istio-waypoint';
/** Label that pods of a Gateway of the Gateway API carry. */
export const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

const GATEWAY_API = 'gateway.networking.k8s.io';

/**
 * Whether a policy of the namespaces that count reaches a proxy. A sidecar and a gateway of Istio's own kind take
 * selectors alone, a waypoint targets alone, a gateway of the Gateway API both.
 *
 * @see https://istio.io/latest/docs/reference/config/type/policy-target-reference/
 */
export function isAttached(entry: ManifestEntry, subject: PolicySubject, root: string): boolean {
  const spec = specOf(entry);
  const targets = targetsOf(spec);
  const { namespace, labels, serves } = subject;
  // The Service behind a waypoint brings policies of its namespace, but only those that name it.
  const inScope = namespaceOf(entry) === namespace || namespaceOf(entry) === root;
  if (targets.length === 0) return serves === undefined && inScope && selects(selectorLabels(spec), labels);
  const gateway = labels[GATEWAY_LABEL];
  if (gateway === undefined) return false;
  const own = namespaceOf(entry) === namespace;
  return targets.some((target) => {
    if (isOf(target, GATEWAY_API, 'Gateway'))
      return own && isHere(target['namespace'], namespace) && target['name'] === gateway;
    if (serves === undefined) return false;
    if (isOf(target, GATEWAY_API, 'GatewayClass'))
      return namespaceOf(entry) === root && target['name'] === WAYPOINT_CLASS;
    return isServed(target, serves, namespaceOf(entry));
  });
}

function isServed(target: JsonObject, serves: Served, namespace: string): boolean {
  if (serves.kind === 'pods' || serves.namespace !== namespace || target['name'] !== serves.name) return false;
  return isOf(target, serves.kind === 'Service' ? '' : 'networking.istio.io', serves.kind);
}

/** Whether a target is of a kind; the core group is written as an empty text, or by its name. */
function isOf({ group, kind }: JsonObject, wanted: string, name: string): boolean {
  return kind === name && (group === wanted || (wanted === '' && (group === undefined || group === 'core')));
}

function isHere(value: JsonValue | undefined, namespace: string): boolean {
  return value === undefined || value === '' || value === namespace;
}

/** Targets of a policy; the single one of old counts where there is no list. */
export function targetsOf(spec: JsonObject): readonly JsonObject[] {
  const listed = listOf(spec['targetRefs']);
  const single = spec['targetRef'];
  return (listed.length > 0 || single === undefined ? listed : [single]).map((value) => mapAt(value));
}
