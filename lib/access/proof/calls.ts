import type { Providers } from '../path/arrival.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { Candidates } from './candidates.js';
import { Reacher, type Witness } from './reach.js';

/** Calls of one workload that get through. */
export interface Calls {
  /** One witness a callee. */
  readonly witnesses: readonly Witness[];
  /** Workloads that are reached, in the order of the witnesses. */
  readonly callees: readonly Workload[];
  /** Why a part of the search gave up. */
  readonly unknown: readonly string[];
}

/** Who calls whom: found once a caller and kept, so that many questions share one search of the connections. */
export class CallGraph {
  private readonly reacher: Reacher;
  private readonly candidates: Candidates;
  private readonly found = new Map<Workload, Calls>();
  private counted = 0;

  constructor(world: World, providers: Providers) {
    this.reacher = new Reacher(world, providers);
    this.candidates = new Candidates(world);
  }

  /** Classes of requests that were told apart so far. */
  get classes(): number {
    return this.counted;
  }

  /** Calls of a workload that get through, to any port: nobody promises that pods listen where they say. */
  of(caller: Workload): Calls {
    const known = this.found.get(caller);
    if (known !== undefined) return known;
    const [witnesses, callees, unknown]: [Witness[], Workload[], string[]] = [[], [], []];
    // A waypoint does what its policies and routes say: callees behind it are found with their callers.
    for (const callee of caller.mesh === 'waypoint' ? [] : this.candidates.calleesOf(caller)) {
      if (callee === caller || isBesides(caller, callee)) continue;
      const reach = this.reacher.reach(caller, callee, 'any', true);
      this.counted += reach.classes;
      unknown.push(...reach.unknown);
      const [witness] = reach.witnesses;
      if (witness === undefined) continue;
      witnesses.push(witness);
      callees.push(callee);
    }
    const made = { witnesses, callees, unknown };
    this.found.set(caller, made);
    return made;
  }

  /** Every workload that some callers reach over any number of hops, themselves included. */
  closure(callers: readonly Workload[]): ReadonlySet<Workload> {
    const seen = new Set(callers);
    for (const caller of seen) for (const callee of this.of(caller).callees) seen.add(callee);
    return seen;
  }
}

/**
 * Whether a call stays where a pod that nobody has declared stands: whoever may start it is taken to act for every
 * workload of its namespace, so that these have been reached before.
 */
function isBesides(caller: Workload, callee: Workload): boolean {
  return caller.entry === undefined && caller.namespace === callee.namespace;
}
