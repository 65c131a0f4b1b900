import { isDeepStrictEqual } from 'node:util';
import { dimensionsOf, outsideWays, toldApart } from '../proof/outside.js';
import { classCount, requestClasses, requestDimensions, type RequestClass } from '../proof/request-classes.js';
import { admits, arrivalWith } from '../proof/search.js';
import { usageOf } from '../proof/usage.js';
import type { Front } from '../path/gateway-path.js';
import type { CallProtocol } from '../policy/call.js';
import type { Through } from '../proof/waypoint-reach.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';

type Dimension = readonly RequestClass[];

/** What of a request is needed. */
export interface Needs extends RequestClass {
  /** Whether the token may be of any subject. @default false */
  readonly anySubject?: boolean;
}

/** Classes that are tried before something is said to be needed. */
const BOUND = 1_000;

/**
 * What of a request is needed: whatever may take any value, while the rest stays as it is, is left out.
 *
 * @param witness - a request that passes
 */
export function needed(
  dimensions: readonly Dimension[],
  witness: RequestClass,
  passes: (request: RequestClass) => boolean,
): Needs {
  const free: Dimension[] = [];
  let kept = dimensions.map((dimension) => ({ dimension, own: elementOf(dimension, witness) }));
  for (const each of kept) {
    const others = kept.filter((other) => other !== each);
    const tried = [...others.map(({ own }) => [own]), ...free, each.dimension];
    if (classCount(tried) > BOUND || !all(tried, passes)) continue;
    free.push(each.dimension);
    kept = others;
  }
  const [rest = {}] = requestClasses(kept.map(({ own }) => [own]));
  const sub = rest.token?.sub;
  if (sub === undefined || sub === '') return rest;
  const subjects = kept
    .flatMap(({ dimension }) => dimension)
    .filter((each) => each.token?.sub !== undefined && each.token.sub !== '')
    .filter((each) => isDeepStrictEqual({ ...each.token, sub }, rest.token))
    .map((each) => ({ ...rest, ...each }));
  return all([subjects, ...free], passes) ? { ...rest, anySubject: true } : rest;
}

/** What a call inside the mesh has to be like. */
export function neededInside(
  world: World,
  callee: Workload,
  at: { readonly port: number; readonly protocol: CallProtocol; readonly principal: string | undefined },
  witness: RequestClass,
): Needs {
  const policies = world.policiesOf(callee);
  const rules = policies.rules(at.protocol);
  const dimensions = requestDimensions(usageOf([rules]), at.protocol === 'http' ? policies.tokenRules : []);
  if (dimensions === undefined) return witness;
  const base = arrivalWith(callee, at.port, at.protocol, at.principal);
  const least = admits(world, callee, { ...base, ...witness }, {});
  return needed(dimensions, witness, (request) => {
    const outcome = admits(world, callee, { ...base, ...request }, {});
    return outcome === 'allow' || outcome === least;
  });
}

/** What a call through a waypoint has to be like. */
export function neededThrough(
  { usage, tokens, trailOf }: Through,
  protocol: CallProtocol,
  least: 'allow' | 'depends',
  witness: RequestClass,
): Needs {
  const dimensions = requestDimensions(usage, protocol === 'http' ? tokens : []);
  if (dimensions === undefined) return witness;
  return needed(dimensions, witness, (request) => {
    const { outcome } = trailOf(request);
    return outcome === 'allow' || outcome === least;
  });
}

/** What a request from outside has to be like, to one host of a gateway. */
export function neededOutside(
  world: World,
  gateway: Workload,
  front: Front,
  end: { readonly to: string; readonly outcome: 'allow' | 'depends' },
  witness: RequestClass,
): Needs {
  const dimensions = dimensionsOf([toldApart(world, gateway, front)]);
  if (typeof dimensions === 'string') return witness;
  return needed(dimensions, witness, (request) =>
    outsideWays(world, gateway, front, request, {}).some(({ callee, trail: { outcome } }) => {
      const arrived = callee !== undefined && key(callee) === end.to;
      return arrived && (outcome === 'allow' || outcome === end.outcome);
    }),
  );
}

function all(dimensions: readonly Dimension[], passes: (request: RequestClass) => boolean): boolean {
  for (const request of requestClasses(dimensions)) if (!passes(request)) return false;
  return true;
}

/** The class of one dimension that a request is in. */
function elementOf(dimension: Dimension, request: RequestClass): RequestClass {
  const bySize = [...dimension].sort((a, b) => Object.keys(b).length - Object.keys(a).length);
  return bySize.find((each) => within(each, request)) ?? {};
}

function within({ headers, parameters, ...rest }: RequestClass, request: RequestClass): boolean {
  const own = { ...request, ...rest };
  return (
    isDeepStrictEqual(own, request) &&
    [...(headers ?? [])].every(([name, value]) => request.headers?.get(name) === value) &&
    [...(parameters ?? [])].every(([name, value]) => request.parameters?.get(name) === value)
  );
}
