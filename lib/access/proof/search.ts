import type { CallProtocol } from '../policy/call.js';
import { admit, type Arrival } from '../policy/decide.js';
import type { RuleSet } from '../policy/authorization.js';
import { MAYBE, NO, YES, type Truth } from '../policy/truth.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { Trail, type Answer, type Step } from '../path/answer.js';
import { arrive, type Providers } from '../path/arrival.js';
import { classCount, requestClasses, requestDimensions, type RequestClass } from './request-classes.js';
import { usageOf } from './usage.js';

/** Classes that are tried before a search gives up. */
export const CLASS_BOUND = 200_000;

/** What a search over all requests finds. */
export type Search =
  | {
      readonly kind: 'reached';
      readonly outcome: Exclude<Answer['outcome'], 'deny'>;
      readonly witness: RequestClass;
      readonly classes: number;
    }
  | { readonly kind: 'none'; readonly classes: number }
  | { readonly kind: 'unknown'; readonly why: string; readonly classes: number };

/** Keys of conditions on the caller's certificate, which a connection settles before any request. */
const IDENTITY: ReadonlySet<string> = new Set([
  'source.principal',
  'source.namespace',
  'source.serviceAccount',
  'source.trustDomain',
]);

/** Searches all requests that a caller with an identity can send to a port of a callee behind its proxy. */
export class Searcher {
  private readonly found = new Map<string, Search>();
  private readonly dimensions = new WeakMap<RuleSet, ReturnType<typeof requestDimensions>>();

  constructor(
    private readonly world: World,
    private readonly providers: Providers,
  ) {}

  /** The first request that is let in, `allow` before `depends`. */
  search(callee: Workload, port: number, protocol: CallProtocol, principal: string | undefined): Search {
    const rules = this.world.policiesOf(callee).rules(protocol);
    const base = arrivalWith(callee, port, protocol, principal);
    const sign = signature(rules, base);
    if (sign === undefined) return { kind: 'none', classes: 1 };
    const name = `${callee.namespace}/${callee.name}${servedText(callee)}:${String(port)} ${protocol} ${sign}`;
    const known = this.found.get(name);
    if (known !== undefined) return known;
    const result = this.enumerate(callee, rules, base);
    this.found.set(name, result);
    return result;
  }

  /** Steps of one request behind the handshake. */
  explain(
    callee: Workload,
    port: number,
    protocol: CallProtocol,
    principal: string | undefined,
    request: RequestClass,
  ): readonly Step[] {
    const trail = new Trail();
    arrive(
      this.world,
      callee,
      { ...arrivalWith(callee, port, protocol, principal), ...request },
      this.providers,
      trail,
    );
    return trail.steps;
  }

  private enumerate(callee: Workload, rules: RuleSet, base: Arrival): Search {
    const dimensions = this.dimensionsOf(callee, rules, base.protocol);
    if (dimensions === undefined) return { kind: 'unknown', why: 'too many values for one claim or path', classes: 0 };
    const count = classCount(dimensions);
    if (count > CLASS_BOUND)
      return { kind: 'unknown', why: `more than ${String(CLASS_BOUND)} classes of requests`, classes: count };
    let open: RequestClass | undefined;
    for (const each of requestClasses(dimensions)) {
      const outcome = admits(this.world, callee, { ...base, ...each }, this.providers);
      if (outcome === 'allow') return { kind: 'reached', outcome, witness: each, classes: count };
      if (outcome === 'depends') open ??= each;
    }
    return open === undefined
      ? { kind: 'none', classes: count }
      : { kind: 'reached', outcome: 'depends', witness: open, classes: count };
  }

  private dimensionsOf(callee: Workload, rules: RuleSet, protocol: CallProtocol) {
    if (this.dimensions.has(rules)) return this.dimensions.get(rules);
    const { tokenRules } = this.world.policiesOf(callee);
    const made = requestDimensions(usageOf([rules]), protocol === 'http' ? tokenRules : []);
    this.dimensions.set(rules, made);
    return made;
  }
}

/** What tells the fronts of one waypoint apart. */
function servedText({ serves }: Workload): string {
  return serves === undefined || serves.kind === 'pods' ? '' : ` for ${serves.kind} ${serves.namespace}/${serves.name}`;
}

/** What the proxy of a callee makes of a request. Most meet no external authorizer, and then no trail is needed. */
export function admits(world: World, callee: Workload, call: Arrival, providers: Providers): Answer['outcome'] {
  const policies = world.policiesOf(callee);
  if (policies.rules(call.protocol).custom.length === 0) return admit(policies, call).outcome;
  const trail = new Trail();
  arrive(world, callee, call, providers, trail);
  return trail.outcome;
}

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/** A call of which nothing is known but its connection. */
export function arrivalWith(
  callee: Workload,
  port: number,
  protocol: CallProtocol,
  principal: string | undefined,
): Arrival {
  return {
    protocol,
    principal,
    ip: undefined,
    remoteIp: undefined,
    destIp: undefined,
    port,
    host: `${callee.name}.${callee.namespace}`,
    method: 'GET',
    path: '/',
    headers: NO_HEADERS,
    token: undefined,
    sni: '',
  };
}

/**
 * What rules make of identity and port: equal texts mean equal answers for every request.
 * Undefined where no ALLOW rule can match, so that nothing needs to be tried.
 */
function signature({ custom, deny, allow, allowPolicies }: RuleSet, call: Arrival): string | undefined {
  const states = [custom, deny, allow].map((rules) =>
    rules.map(({ principals, permissions }) =>
      [principals, permissions].map((side) => side.map((list) => settled(list, call)).join('')).join('/'),
    ),
  );
  const hopeful = allow.some(({ principals, permissions }) =>
    [principals, permissions].every((side) => side.some((list) => settled(list, call) !== NO)),
  );
  if (allowPolicies.length > 0 && !hopeful) return undefined;
  return states.map((rules) => rules.join(',')).join(';');
}

/** What the policies of a callee make of an identity: equal texts mean equal answers for every request on a port. */
export function identitySignature(world: World, callee: Workload, port: number, principal: string | undefined): string {
  const protocols: readonly CallProtocol[] = ['http', 'tcp'];
  return protocols
    .map((protocol) => {
      const rules = world.policiesOf(callee).rules(protocol);
      return signature(rules, arrivalWith(callee, port, protocol, principal)) ?? '';
    })
    .join('|');
}

/** What the conditions of a list that a connection settles come to: NO where one of them fails. */
function settled(list: RuleSet['allow'][number]['principals'][number], call: Arrival): Truth {
  let result: Truth = YES;
  for (const { key, test } of list) {
    if (!IDENTITY.has(key) && key !== 'destination.port') continue;
    const value = test(call);
    if (value === NO) return NO;
    if (value === MAYBE) result = MAYBE;
  }
  return result;
}
