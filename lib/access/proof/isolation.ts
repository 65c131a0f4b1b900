import { KEYS } from '../../model/index.js';
import type { Providers } from '../path/arrival.js';
import { frontPorts, gatewaysOf } from '../path/gateway-path.js';
import { NO } from '../policy/truth.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { hostCovers } from '../world/egress-scope.js';
import { CallGraph } from './calls.js';
import { EgressReacher } from './egress.js';
import type { Witness } from './reach.js';
import { callersOf, selected, type Selection } from './selection.js';
import { tenantsReached, type TenantPair } from './tenant-reach.js';

/** Whether one set is kept apart from another. */
export interface Isolation {
  /** What the search found. */
  readonly kind: 'isolated' | 'reached' | 'unknown';
  /** The way through, one witness a hop. @default - there is none */
  readonly path?: readonly Witness[];
  /** Why a part of the search gave up. */
  readonly unknown: readonly string[];
  /** Classes of requests that were told apart. */
  readonly classes: number;
  /** Ways out through a gateway's public address, which count as outside traffic, as sentences. */
  readonly throughGateways: readonly string[];
}

/** Whether every tenant is kept apart from every other. */
export interface TenantIsolation extends Pick<Isolation, 'kind' | 'unknown' | 'classes'> {
  /** Tenants that were looked at. */
  readonly tenants: number;
  /** Ordered pairs of tenants that were judged. */
  readonly pairs: number;
  /** Pairs between which a way leads; `prove` shows the way of one. */
  readonly reached: readonly TenantPair[];
}

/** What reached whom: kept, so that many pairs of tenants share one search of their connections. */
export class IsolationProver {
  private readonly world: World;
  private readonly calls: CallGraph;
  private readonly egress: EgressReacher;

  /**
   * @param answers - the set
   * @param providers - what external authorizers say; what they may allow counts as reachable
   */
  constructor(answers: { readonly world: World }, providers: Providers = {}) {
    this.world = answers.world;
    this.calls = new CallGraph(this.world, providers);
    this.egress = new EgressReacher(this.world, providers);
  }

  /** Follows every call of one set, and of whatever it reaches, until the other is reached or nothing is left. */
  prove(from: Selection, to: Selection): Isolation {
    const targets = new Set(selected(this.world, to));
    const callers = callersOf(this.world, from);
    const back = new Map<Workload, Hop | undefined>(callers.workloads.map((each) => [each, undefined]));
    const unknown = [...callers.unknown];
    for (const caller of back.keys()) {
      const { witnesses, callees, unknown: open } = this.calls.of(caller);
      for (const [at, callee] of callees.entries()) {
        const witness = witnesses[at];
        if (witness === undefined || back.has(callee)) continue;
        back.set(callee, { caller, witness });
        if (targets.has(callee)) return this.result('reached', unknown, from, pathTo(callee, back));
      }
      unknown.push(...open);
    }
    return this.result(unknown.length > 0 ? 'unknown' : 'isolated', unknown, from);
  }

  /**
   * Judges all pairs of tenants at once, in time linear in tenants: each connection is searched once, and what a
   * workload reaches over further hops is kept as a set of tenants that all its callers share.
   */
  proveAll(): TenantIsolation {
    const tenants = tenantsOf(this.world).filter((tenant) => this.world.ofTenant(tenant).length > 0);
    const callers = tenants.map((tenant) => callersOf(this.world, { kind: 'tenant', tenant }));
    const workloads = callers.map((each) => each.workloads);
    const reached = tenantsReached(this.calls, tenants, workloads);
    const unknown = [
      ...callers.flatMap((each) => each.unknown),
      ...[...this.calls.closure(workloads.flat())].flatMap((each) => this.calls.of(each).unknown),
    ];
    return {
      kind: reached.length > 0 ? 'reached' : unknown.length > 0 ? 'unknown' : 'isolated',
      tenants: tenants.length,
      pairs: tenants.length * (tenants.length - 1),
      reached,
      unknown,
      classes: this.calls.classes,
    };
  }

  private result(
    kind: Isolation['kind'],
    unknown: readonly string[],
    from: Selection,
    path?: readonly Witness[],
  ): Isolation {
    const base = { kind, unknown, classes: this.calls.classes, throughGateways: this.outward(from) };
    return path === undefined ? base : { ...base, path };
  }

  /** Gateways whose public address callers of a set may open a connection to. */
  private outward(from: Selection): readonly string[] {
    const ports = new Map(gatewaysOf(this.world).map((gateway) => [gateway, frontPorts(this.world, gateway)]));
    const callers = callersOf(this.world, from).workloads;
    const straight = lookingApart(callers).flatMap((caller) =>
      [...ports].flatMap(([gateway, fronts]) => {
        const open = fronts.filter((port) => this.mayLeave(caller, port));
        return open.length === 0 ? [] : [`${key(caller)} may call ${key(gateway)} from outside on ${open.join(', ')}`];
      }),
    );
    return [...straight, ...this.roundabout(callers, ports)];
  }

  /** Ways out through a gateway that lead to a host of another one. */
  private roundabout(callers: readonly Workload[], ports: ReadonlyMap<Workload, readonly number[]>): readonly string[] {
    if (this.egress.leading().length === 0) return [];
    const served = [...ports].map(([gateway, fronts]) => ({ gateway, fronts, hosts: patternsOf(this.world, gateway) }));
    const found = callers.flatMap((caller) =>
      this.egress.throughGateways(caller, { kind: 'outside' }).flatMap(({ to, port, gateway: via = '' }) =>
        served
          .filter(
            ({ gateway, hosts }) =>
              key(gateway) !== via && hosts.some((host) => hostCovers(to, host) || hostCovers(host, to)),
          )
          .filter(({ fronts }) => fronts.includes(port))
          .map(
            ({ gateway }) =>
              `${key(caller)} may call ${key(gateway)} from outside on ${String(port)}, by way of ${via}`,
          ),
      ),
    );
    return [...new Set(found)];
  }

  private mayLeave(caller: Workload, port: number): boolean {
    const end = this.world.endOf(caller);
    return this.world.network.egress(end, { kind: 'address', ip: undefined }, port).value !== NO;
  }
}

/** Callers without the pods nobody has declared that look like others: NetworkPolicies let those leave alike. */
function lookingApart(callers: readonly Workload[]): readonly Workload[] {
  const seen = new Set<string>();
  return callers.filter(({ namespace, labels, entry }) => {
    const look = `${namespace} ${JSON.stringify(labels)}`;
    const isNew = !seen.has(look);
    seen.add(look);
    return isNew || entry !== undefined;
  });
}

/** Hosts that the servers of a gateway take, with their stars. */
function patternsOf(world: World, gateway: Workload): readonly string[] {
  return world.gateways.serversOf(gateway).flatMap(({ hosts }) => hosts.map(({ host }) => host));
}

/** The last step of a way to a workload. */
interface Hop {
  readonly caller: Workload;
  readonly witness: Witness;
}

function pathTo(callee: Workload, back: ReadonlyMap<Workload, Hop | undefined>): readonly Witness[] {
  const hop = back.get(callee);
  return hop === undefined ? [] : [...pathTo(hop.caller, back), hop.witness];
}

/** Tenants of a world, sorted. */
export function tenantsOf(world: World): readonly string[] {
  const names = world.namespaceNames().map((name) => world.namespaceLabels(name)[KEYS.tenant]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}
