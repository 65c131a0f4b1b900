import type { Workload } from '../world/workload.js';
import type { CallGraph } from './calls.js';

/** A tenant, and another that it reaches. */
export interface TenantPair {
  /** The tenant that calls. */
  readonly from: string;
  /** The tenant that is reached. */
  readonly to: string;
}

/** A set of tenants, one bit each. */
type TenantSet = Uint32Array;

/** Pairs of tenants between which a way leads, over any number of hops. */
export function tenantsReached(
  calls: CallGraph,
  tenants: readonly string[],
  callers: readonly (readonly Workload[])[],
): readonly TenantPair[] {
  const sets = reachedSets(calls, tenants, calls.closure(callers.flat()));
  return tenants.flatMap((from, own) => {
    const all = new Uint32Array(words(tenants.length));
    for (const caller of callers[own] ?? []) merge(all, sets.get(caller));
    return tenants.flatMap((to, at) => (at !== own && has(all, at) ? [{ from, to }] : []));
  });
}

/** For each workload the tenants behind it: grown from callee to caller until nothing changes. */
function reachedSets(
  calls: CallGraph,
  tenants: readonly string[],
  workloads: ReadonlySet<Workload>,
): ReadonlyMap<Workload, TenantSet> {
  const index = new Map(tenants.map((tenant, at) => [tenant, at]));
  const sets = new Map([...workloads].map((each) => [each, new Uint32Array(words(tenants.length))]));
  const callersOf = new Map<Workload, Workload[]>();
  for (const caller of workloads) {
    for (const callee of calls.of(caller).callees) {
      const known = callersOf.get(callee);
      if (known === undefined) callersOf.set(callee, [caller]);
      else known.push(caller);
      const at = callee.tenant === undefined ? undefined : index.get(callee.tenant);
      if (at !== undefined) add(sets.get(caller), at);
    }
  }
  // Last found first: workloads that are met late are mostly the ones at the end of a way.
  const waiting = new Set([...workloads].reverse());
  for (const callee of waiting) {
    waiting.delete(callee);
    for (const caller of callersOf.get(callee) ?? []) {
      if (merge(sets.get(caller), sets.get(callee))) waiting.add(caller);
    }
  }
  return sets;
}

function words(count: number): number {
  return Math.ceil(count / 32);
}

function add(set: TenantSet | undefined, at: number): void {
  if (set !== undefined) set[at >>> 5] = (set[at >>> 5] ?? 0) | (1 << (at & 31));
}

function has(set: TenantSet, at: number): boolean {
  return ((set[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0;
}

/** Adds one set to another; whether that changed anything. */
function merge(into: TenantSet | undefined, from: TenantSet | undefined): boolean {
  let changed = false;
  for (let at = 0; into !== undefined && from !== undefined && at < into.length; at++) {
    const before = into[at] ?? 0;
    const after = (before | (from[at] ?? 0)) >>> 0;
    if (after === before) continue;
    into[at] = after;
    changed = true;
  }
  return changed;
}
