import { admit } from '../policy/decide.js';
import { requestClasses, requestDimensions, classCount, type RequestClass } from '../proof/request-classes.js';
import { arrivalWith, CLASS_BOUND } from '../proof/search.js';
import { usageOf } from '../proof/usage.js';
import type { World } from '../world/world.js';
import type { Edge } from './edges.js';

/** What of a call that both sides allow one side alone allows. */
export interface Widening {
  /** A request that only the second side lets in. @default - there is none */
  readonly opened?: RequestClass;
  /** A request that only the first side lets in. @default - there is none */
  readonly closed?: RequestClass;
  /** Whether there were too many classes to tell. */
  readonly unknown: boolean;
}

const SAME: Widening = { unknown: false };

/** Compares the policies of a callee on both sides, request class by request class. */
export function widening(before: World, after: World, edge: Edge): Widening {
  const [ns = '', name = ''] = edge.to.split('/');
  const worlds = [before, after] as const;
  const [old, now] = worlds.map((world) => world.workload(ns, name));
  if (old === undefined || now === undefined || edge.from === 'outside') return SAME;
  const [oldPolicies, newPolicies] = [before.policiesOf(old), after.policiesOf(now)];
  const rules = [oldPolicies, newPolicies].map((policies) => policies.rules(edge.protocol));
  const tokens = edge.protocol === 'http' ? [...oldPolicies.tokenRules, ...newPolicies.tokenRules] : [];
  const dimensions = requestDimensions(usageOf(rules), tokens);
  if (dimensions === undefined || classCount(dimensions) > CLASS_BOUND) return { unknown: true };
  const base = arrivalWith(now, edge.port, edge.protocol, edge.principal);
  let opened: RequestClass | undefined;
  let closed: RequestClass | undefined;
  for (const each of requestClasses(dimensions)) {
    const was = admit(oldPolicies, { ...base, ...each }).outcome !== 'deny';
    const is = admit(newPolicies, { ...base, ...each }).outcome !== 'deny';
    if (is && !was) opened ??= each;
    if (was && !is) closed ??= each;
  }
  return { ...(opened === undefined ? {} : { opened }), ...(closed === undefined ? {} : { closed }), unknown: false };
}
