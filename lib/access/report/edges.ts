import type { Step } from '../path/answer.js';
import type { CallProtocol } from '../policy/call.js';
import { Candidates } from '../proof/candidates.js';
import { gatewaysOf } from '../path/gateway-path.js';
import { ghostsOf } from '../proof/hostile-pods.js';
import { outsideReach, type OutsideWitness } from '../proof/outside.js';
import { HEALTH_PORT, Reacher, type Witness } from '../proof/reach.js';
import type { RequestClass } from '../proof/request-classes.js';
import type { Through } from '../proof/waypoint-reach.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { neededInside, neededOutside, neededThrough, type Needs } from './needs.js';

/** One call that gets through: what a matrix shows and a diff compares. */
export interface Edge {
  /** Caller, `namespace/name`, or `outside`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: CallProtocol;
  readonly outcome: 'allow' | 'depends';
  /** What of a request is needed to get through. */
  readonly needs: Needs;
  /** Hosts that a client outside may call. */
  readonly hosts: readonly string[];
  /** SPIFFE URI that the callee sees. */
  readonly principal: string | undefined;
  readonly trail: readonly Step[];
  /** What judges requests on a way through a waypoint. @default - the callee alone */
  readonly through?: Through;
}

/** Calls that get through, and what could not be decided. */
export interface Edges {
  readonly edges: readonly Edge[];
  readonly unknown: readonly string[];
}

/**
 * Every call of a world that gets through when callers keep to their proxies, sorted. Accounts that policies write out
 * and no workload has call as well: whoever starts a pod under one may.
 */
export function edgesOf(world: World, ghosts: readonly Workload[] = ghostsOf(world)): Edges {
  const edges = new Map<string, Edge>();
  const unknown = [...addInside(world, [...world.workloads, ...ghosts], edges), ...addOutside(world, edges)];
  return { edges: [...edges.values()].sort((a, b) => (edgeName(a) < edgeName(b) ? -1 : 1)), unknown };
}

/** What makes two edges the same. */
export function edgeName({ from, to, port }: Pick<Edge, 'from' | 'to' | 'port'>): string {
  return `${from} -> ${to}:${String(port)}`;
}

/** Tenant of each caller and callee, by name. */
export function tenantNames(world: World): ReadonlyMap<string, string> {
  return new Map([...world.workloads, ...ghostsOf(world)].map((each) => [key(each), each.tenant ?? '']));
}

function addInside(world: World, callers: readonly Workload[], edges: Map<string, Edge>): readonly string[] {
  const reacher = new Reacher(world, {});
  const candidates = new Candidates(world);
  const unknown: string[] = [];
  // Callers that a callee cannot tell apart share their witness, and so what is needed of it.
  const known = new WeakMap<RequestClass, Needs>();
  for (const caller of callers) {
    for (const callee of candidates.calleesOf(caller)) {
      if (callee === caller) continue;
      const reach = reacher.reach(caller, callee, 'honest');
      unknown.push(...reach.unknown);
      for (const witness of reach.witnesses) {
        if (witness.port !== HEALTH_PORT) add(edges, insideEdge(world, callee, witness, known));
      }
    }
  }
  return unknown;
}

function insideEdge(world: World, callee: Workload, witness: Witness, known: WeakMap<RequestClass, Needs>): Edge {
  const { from, to, port, protocol, outcome, request, principal, trail, through } = witness;
  if (through !== undefined) {
    const needs = neededThrough(through, protocol, outcome, request);
    return { from, to, port, protocol, outcome, needs, hosts: [], principal, trail, through };
  }
  const needs = known.get(request) ?? neededInside(world, callee, witness, request);
  known.set(request, needs);
  return { from, to, port, protocol, outcome, needs, hosts: [], principal, trail };
}

function addOutside(world: World, edges: Map<string, Edge>): readonly string[] {
  const gateways = new Map(gatewaysOf(world).map((gateway) => [key(gateway), gateway]));
  const outside = outsideReach(world);
  for (const witness of outside.witnesses) {
    const gateway = gateways.get(witness.gateway);
    if (gateway !== undefined) add(edges, outsideEdge(world, gateway, witness));
  }
  return outside.unknown;
}

function outsideEdge(world: World, gateway: Workload, witness: OutsideWitness): Edge {
  const { to, port, host, outcome, request, trail } = witness;
  const needs = neededOutside(world, gateway, witness, witness, request);
  return { from: 'outside', to, port, protocol: 'http', outcome, needs, hosts: [host], trail, principal: undefined };
}

function add(edges: Map<string, Edge>, edge: Edge): void {
  const name = edgeName(edge);
  const known = edges.get(name);
  if (known === undefined) edges.set(name, edge);
  else {
    const better = known.outcome === 'depends' && edge.outcome === 'allow' ? edge : known;
    edges.set(name, { ...better, hosts: [...new Set([...known.hosts, ...edge.hosts])].sort() });
  }
}
