import type { Step } from '../path/answer.js';
import type { Outward } from '../path/mesh-path.js';
import { declaredOutward, outwardParts, outwardWay, searchOutward } from '../proof/honest-egress.js';
import { dimensionsOf } from '../proof/outside.js';
import { requestClasses, type RequestClass } from '../proof/request-classes.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { ClassChanges, verdictOf, type Verdict } from './class-changes.js';
import type { FoundChange } from './diff.js';
import type { FoundChanges } from './diff-inside.js';
import type { Edge, Edges } from './edges.js';
import { needed, type Needs } from './needs.js';

/** A host outside of the mesh, as a workload calls it. */
interface OutwardCall {
  readonly caller: Workload;
  readonly end: Outward;
}

/** Every call to a declared host outside of the mesh that gets there when callers keep to their proxies. */
export function outwardEdges(world: World): Edges {
  const found = outwardCalls(world).map(({ caller, end }) => ({ end, reach: searchOutward(world, caller, end) }));
  return {
    edges: found.flatMap(({ end, reach }) =>
      reach.witnesses.map(({ from, to, port, protocol, outcome, principal, request, trail }): Edge => {
        const caller = callerOf(world, from);
        const needs = caller === undefined ? request : neededOutward(world, caller, end, request);
        return { from, to, port, protocol, outcome, needs, hosts: [], principal, trail };
      }),
    ),
    unknown: found.flatMap(({ reach }) => reach.unknown),
  };
}

/** Compares who may call which host outside of the mesh: what is declared on one side is asked for on both. */
export function outwardChanges(before: World, after: World): FoundChanges {
  const sides = [before, after] as const;
  const calls = new Map(sides.flatMap(outwardCalls).map((call) => [nameOf(call), call]));
  const found = [...calls.values()].map((call) => compared(sides, call));
  return {
    changes: found.flatMap((each) => (typeof each === 'string' ? [] : each)),
    unknown: found.filter((each) => typeof each === 'string'),
  };
}

function outwardCalls(world: World): readonly OutwardCall[] {
  const declared = new Map<string, readonly Outward[]>();
  return world.workloads
    .filter(({ mesh }) => mesh === 'sidecar' || mesh === 'ambient')
    .flatMap((caller) => {
      const ends = declared.get(caller.namespace) ?? declaredOutward(world, caller);
      declared.set(caller.namespace, ends);
      return ends.map((end) => ({ caller, end }));
    });
}

function nameOf({ caller, end }: OutwardCall): string {
  return `${key(caller)} -> ${end.host}:${String(end.port)}`;
}

function compared(worlds: readonly [World, World], call: OutwardCall): readonly FoundChange[] | string {
  const { caller, end } = call;
  const [old, now] = worlds.map((world) => callerOf(world, key(caller)));
  if (old === undefined || now === undefined) return [];
  const sides = [
    [worlds[0], old],
    [worlds[1], now],
  ] as const;
  const dimensions = dimensionsOf(worlds.flatMap((world) => outwardParts(world, end)));
  if (typeof dimensions === 'string') return `${nameOf(call)}: ${dimensions}`;
  const reached = [false, false];
  const judge = (at: 0 | 1, request: RequestClass): Verdict => {
    const trail = outwardWay(...sides[at], end, request)?.trail;
    return trail === undefined ? { outcome: 'deny', on: [] } : verdictOf(trail);
  };
  const changes = new ClassChanges(dimensions);
  for (const request of requestClasses(dimensions)) {
    const verdicts = [judge(0, request), judge(1, request)] as const;
    for (const at of [0, 1] as const) reached[at] ||= verdicts[at].outcome !== 'deny';
    changes.compare('', request, (each) => [judge(0, each), judge(1, each)]);
  }
  return changes.found().map(({ kind, request }) => {
    const whole = reached[0] !== true ? 'opened' : reached[1] !== true ? 'closed' : kind;
    const steps = [stepsOf(...sides[0], end, request), stepsOf(...sides[1], end, request)] as const;
    return { kind: whole, from: key(caller), to: end.host, port: end.port, request, hosts: [], steps, outward: true };
  });
}

function stepsOf(world: World, caller: Workload, end: Outward, request: RequestClass): readonly Step[] {
  return outwardWay(world, caller, end, request)?.trail.steps ?? [];
}

/** What a call to a host outside of the mesh has to be like. */
function neededOutward(world: World, caller: Workload, end: Outward, witness: RequestClass): Needs {
  const dimensions = dimensionsOf(outwardParts(world, end));
  if (typeof dimensions === 'string') return witness;
  const least = outwardWay(world, caller, end, witness)?.trail.outcome;
  return needed(dimensions, witness, (request) => {
    const outcome = outwardWay(world, caller, end, request)?.trail.outcome;
    return outcome === 'allow' || outcome === least;
  });
}

function callerOf(world: World, name: string): Workload | undefined {
  const [namespace = '', rest = ''] = name.split('/');
  return world.workload(namespace, rest);
}
