import type { Providers } from '../path/arrival.js';
import type { World } from '../world/world.js';
import { Candidates } from './candidates.js';
import { Reacher, type Behaviour, type Witness } from './reach.js';
import { callersOf, selected, type Selection } from './selection.js';

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
export function canAny(world: World, from: Selection, to: Selection, options: SetOptions = {}): SetAnswer {
  const reacher = new Reacher(world, options.providers ?? {});
  const candidates = new Candidates(world);
  const callees = new Set(selected(world, to));
  const unknown: string[] = [];
  let classes = 0;
  for (const caller of callersOf(world, from)) {
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
