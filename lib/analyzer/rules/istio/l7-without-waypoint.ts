import type { ManifestEntry } from '../../../manifest/index.js';
import type { JsonObject } from '../../../model/index.js';
import { field } from '../../context.js';
import { Namespaces } from '../../lookup/namespaces.js';
import { POD_KINDS, Pods, type PodTemplate } from '../../lookup/pods.js';
import { isAttached, selectedLabels } from '../../lookup/policy-scope.js';
import { at, objects, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const POLICY = 'AuthorizationPolicy.security.istio.io';
const REQUEST_FIELDS = ['hosts', 'methods', 'paths'].flatMap((name) => [name, notForm(name)]);
const SOURCE_FIELDS = ['remoteIpBlocks', 'requestPrincipals'].flatMap((name) => [name, notForm(name)]);
/** Conditions that the proxy of a node can judge; every other one needs the request. */
const CONNECTION_KEYS = new Set([
  'destination.ip',
  'destination.port',
  'source.ip',
  'source.namespace',
  'source.principal',
]);

/** A policy on requests in a namespace where only connections are seen. */
export const l7WithoutWaypoint: Rule = {
  meta: {
    code: 'TM4109',
    name: 'l7-without-waypoint',
    area: 'istio',
    summary:
      'In ambient mode the proxy of the node drops what it cannot read in a connection: an ALLOW rule on requests then allows nothing, and a DENY rule denies nothing.',
    remedy:
      'Attach the policy to a waypoint or a Service with `targetRefs`, or keep to principals, namespaces and ports.',
    inputs: [POLICY, 'Namespace', ...POD_KINDS].sort(),
  },
  check: (context) => {
    const namespaces = new Namespaces(context);
    const pods = new Pods(context);
    for (const policy of context.all(POLICY)) {
      if (isAttached(policy) || !namespaces.isAmbient(policy.id.namespace)) continue;
      const reached = pods.with(selectedLabels(policy), policy.id.namespace);
      if (reached.length > 0 && reached.every(hasOwnProxy)) continue;
      const place = requestField(policy);
      if (place === undefined) continue;
      context.report(policy, { field: place, message: 'it needs a waypoint, and the policy is attached to none' });
    }
  },
};

function notForm(name: string): string {
  return `not${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Pods of a gateway, or with a sidecar, judge requests themselves. */
function hasOwnProxy({ labels }: PodTemplate): boolean {
  return labels['istio.io/dataplane-mode'] === 'none' || labels['sidecar.istio.io/inject'] === 'true';
}

function requestField(policy: ManifestEntry): string | undefined {
  if (text(field(policy, 'spec', 'action')) === 'CUSTOM') return 'spec.action';
  return objects(field(policy, 'spec', 'rules'))
    .map((rule, index) => fieldOfRule(rule, `spec.rules[${index}]`))
    .find((place) => place !== undefined);
}

function fieldOfRule(rule: JsonObject, place: string): string | undefined {
  const operations = objects(rule['to']).flatMap((to, index) =>
    REQUEST_FIELDS.filter((name) => at(to, 'operation', name) !== undefined).map(
      (name) => `${place}.to[${index}].operation.${name}`,
    ),
  );
  const sources = objects(rule['from']).flatMap((from, index) =>
    SOURCE_FIELDS.filter((name) => at(from, 'source', name) !== undefined).map(
      (name) => `${place}.from[${index}].source.${name}`,
    ),
  );
  const conditions = objects(rule['when']).flatMap((when, index) =>
    CONNECTION_KEYS.has(text(when['key']) ?? '') ? [] : [`${place}.when[${index}].key`],
  );
  return [...operations, ...sources, ...conditions][0];
}
