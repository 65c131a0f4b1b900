import type { Step } from '../path/answer.js';
import { Candidates } from '../proof/candidates.js';
import { outsideReach } from '../proof/outside.js';
import { HEALTH_PORT, Reacher, type Witness } from '../proof/reach.js';
import type { RequestClass } from '../proof/request-classes.js';
import { key } from '../world/workload.js';
import type { World } from '../world/world.js';

/** One call that gets through: what a matrix shows and a diff compares. */
export interface Edge {
  /** Caller, `namespace/name`, or `outside`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: 'http' | 'tcp';
  readonly outcome: 'allow' | 'depends';
  /** A request that gets through. */
  readonly request: RequestClass;
  /** SPIFFE URI that the callee sees. */
  readonly principal: string | undefined;
  readonly trail: readonly Step[];
}

/** Every call of a world that gets through when callers keep to their proxies, sorted. */
export function edgesOf(world: World): { readonly edges: readonly Edge[]; readonly unknown: readonly string[] } {
  const reacher = new Reacher(world, {});
  const candidates = new Candidates(world);
  const edges = new Map<string, Edge>();
  const unknown: string[] = [];
  for (const caller of world.workloads) {
    for (const callee of candidates.calleesOf(caller)) {
      if (callee === caller) continue;
      const reach = reacher.reach(caller, callee, 'honest');
      unknown.push(...reach.unknown);
      for (const witness of reach.witnesses) add(edges, edgeOf(witness));
    }
  }
  const outside = outsideReach(world);
  for (const { to, port, request, trail, outcome } of outside.witnesses) {
    add(edges, { from: 'outside', to, port, protocol: 'http', outcome, request, trail, principal: undefined });
  }
  return {
    edges: [...edges.values()].sort((a, b) => (edgeName(a) < edgeName(b) ? -1 : 1)),
    unknown: [...unknown, ...outside.unknown],
  };
}

/** What makes two edges the same. */
export function edgeName({ from, to, port }: Pick<Edge, 'from' | 'to' | 'port'>): string {
  return `${from} -> ${to}:${String(port)}`;
}

/** Tenant of each workload, by name. */
export function tenantNames(world: World): ReadonlyMap<string, string> {
  return new Map(world.workloads.map((each) => [key(each), each.tenant ?? '']));
}

function edgeOf({ from, to, port, protocol, outcome, request, principal, trail }: Witness): Edge {
  return { from, to, port, protocol, outcome, request, principal, trail };
}

function add(edges: Map<string, Edge>, edge: Edge): void {
  if (edge.port === HEALTH_PORT) return;
  const name = edgeName(edge);
  const known = edges.get(name);
  if (known === undefined || (known.outcome === 'depends' && edge.outcome === 'allow')) edges.set(name, edge);
}
