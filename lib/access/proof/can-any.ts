import type { Providers } from '../path/arrival.js';
import { key } from '../world/workload.js';
import type { World } from '../world/world.js';
import { Candidates } from './candidates.js';
import { Reacher, type Behaviour, type Witness } from './reach.js';
import { outsideReach, type OutsideClients } from './outside.js';
import { EgressReacher, type OutwardSelection } from './egress.js';
import { honestOutward } from './honest-egress.js';
import { callersOf, selected, type CalleeSelection, type CallerSelection, type Selection } from './selection.js';

/** The answer for all requests from one set to another. */
export type SetAnswer =
  | { readonly kind: 'reached'; readonly witness: Witness; readonly classes: number }
  | { readonly kind: 'none'; readonly classes: number }
  | { readonly kind: 'unknown'; readonly why: readonly string[]; readonly classes: number };

/** What a question about sets supposes. */
export interface SetOptions {
  /**
   * What external authorizers say, by provider.
   * @default - what they may allow counts as reachable
   */
  readonly providers?: Providers;
  /**
   * Whether callers keep to their proxies. Those of behaviour `any` do not: egress scopes and client rules are no
   * access control, so a proof does not rest on them.
   * @default 'any'
   */
  readonly behaviour?: Behaviour;
}

/** Whether any request from one set of workloads reaches another. What depends counts as reached. */
export function canAny(world: World, from: CallerSelection, to: CalleeSelection, options: SetOptions = {}): SetAnswer {
  if (to.kind === 'host' || to.kind === 'outside') return anyOutward(world, from, to, options);
  if (from.kind === 'outside') return anyFromOutside(world, from, to, options);
  const reacher = new Reacher(world, options.providers ?? {});
  const candidates = new Candidates(world);
  const callees = new Set(selected(world, to));
  const callers = callersOf(world, from);
  const unknown = [...callers.unknown];
  let classes = 0;
  for (const caller of callers.workloads) {
    for (const callee of candidates.calleesOf(caller)) {
      if (!callees.has(callee) || callee === caller) continue;
      const found = reacher.reach(caller, callee, options.behaviour ?? 'any', true);
      classes += found.classes;
      unknown.push(...found.unknown);
      const [witness] = found.witnesses;
      if (witness !== undefined) return { kind: 'reached', witness, classes };
    }
  }
  return unknown.length > 0 ? { kind: 'unknown', why: unknown, classes } : { kind: 'none', classes };
}

/** A way out of the mesh, straight or through a gateway. */
function anyOutward(world: World, from: CallerSelection, to: OutwardSelection, options: SetOptions): SetAnswer {
  if (from.kind === 'outside') return { kind: 'none', classes: 0 };
  const { providers = {}, behaviour = 'any' } = options;
  const reacher = new EgressReacher(world, providers);
  const callers = callersOf(world, from);
  const unknown = [...callers.unknown];
  let classes = 0;
  for (const caller of callers.workloads) {
    const found = behaviour === 'any' ? reacher.reach(caller, to) : honestOutward(world, caller, to, providers);
    classes += found.classes;
    unknown.push(...found.unknown);
    const [first] = found.witnesses;
    const witness = found.witnesses.find(({ outcome }) => outcome === 'allow') ?? first;
    if (witness !== undefined) return { kind: 'reached', witness, classes };
  }
  return unknown.length > 0 ? { kind: 'unknown', why: unknown, classes } : { kind: 'none', classes };
}

/** A way in through a gateway; the gateway itself is reached where a connection to it stands. */
function anyFromOutside(world: World, from: OutsideClients, to: Selection, { providers = {} }: SetOptions): SetAnswer {
  const callees = new Set(selected(world, to).map(key));
  const { witnesses, classes, unknown } = outsideReach(world, providers, from, callees);
  const found = witnesses.filter((witness) => callees.has(witness.to));
  const best = found.find(({ outcome }) => outcome === 'allow') ?? found[0];
  if (best !== undefined) {
    const { gateway, host, to: callee, port, outcome, request, trail, principal } = best;
    const witness = {
      from: 'outside',
      to: callee,
      port,
      protocol: 'http',
      principal,
      outcome,
      request,
      trail,
    } as const;
    return { kind: 'reached', witness: { ...witness, gateway, host }, classes };
  }
  return unknown.length > 0 ? { kind: 'unknown', why: unknown, classes } : { kind: 'none', classes };
}
