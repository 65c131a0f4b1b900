import { KEYS } from '../../model/index.js';
import type { Providers } from '../path/arrival.js';
import { frontPorts, gatewaysOf } from '../path/gateway-path.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { NO } from '../policy/truth.js';
import { Candidates } from './candidates.js';
import { HEALTH_PORT, Reacher, type Witness } from './reach.js';
import { callersOf, selected, type Selection } from './selection.js';

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
  /** Calls to the health port of proxies of the other set, as sentences; they reach no workload. */
  readonly healthOnly: readonly string[];
}

/** What reached whom: kept, so that many pairs of tenants share one search of their connections. */
export class IsolationProver {
  private readonly reacher: Reacher;
  private readonly candidates: Candidates;
  private readonly next = new Map<Workload, readonly Witness[]>();
  private readonly health = new Map<Workload, readonly string[]>();
  private readonly unknown = new Map<Workload, readonly string[]>();
  private classes = 0;

  private readonly world: World;

  /**
   * @param answers - the set
   * @param providers - what external authorizers say; what they may allow counts as reachable
   */
  constructor(answers: { readonly world: World }, providers: Providers = {}) {
    this.world = answers.world;
    const { world } = this;
    this.reacher = new Reacher(world, providers);
    this.candidates = new Candidates(world);
  }

  /** Follows every call of one set, and of whatever it reaches, until the other is reached or nothing is left. */
  prove(from: Selection, to: Selection): Isolation {
    const targets = new Set(selected(this.world, to).map(key));
    const start = callersOf(this.world, from);
    const [unknown, health]: [string[], string[]] = [[], []];
    const back = new Map<string, Witness | undefined>(start.map((each) => [key(each), undefined]));
    const queue = [...start];
    for (const caller of queue) {
      for (const witness of this.callsOf(caller)) {
        if (back.has(witness.to)) continue;
        back.set(witness.to, witness);
        if (targets.has(witness.to)) return this.result('reached', { unknown, health, from }, pathTo(witness, back));
        const callee = this.workloadOf(witness.to);
        if (callee !== undefined) queue.push(callee);
      }
      unknown.push(...(this.unknown.get(caller) ?? []));
      const open = (this.health.get(caller) ?? []).filter((name) => targets.has(name));
      health.push(...open.map((name) => `${key(caller)} may ask the proxy of ${name} whether it is ready`));
    }
    return this.result(unknown.length > 0 ? 'unknown' : 'isolated', { unknown, health, from });
  }

  /** Calls of a workload that get through, one witness a callee. */
  callsOf(caller: Workload): readonly Witness[] {
    const known = this.next.get(caller);
    if (known !== undefined) return known;
    const found: Witness[] = [];
    const [unknown, health]: [string[], string[]] = [[], []];
    for (const callee of this.candidates.calleesOf(caller)) {
      if (callee === caller) continue;
      // Pods of tenants may listen anywhere; those of the platform, as deputies on the way, listen where they say.
      const reach = this.reacher.reach(caller, callee, 'any', callee.tenant !== undefined);
      this.classes += reach.classes;
      unknown.push(...reach.unknown);
      const witness = reach.witnesses.find(({ port }) => port !== HEALTH_PORT);
      if (witness !== undefined) found.push(witness);
      else if (reach.witnesses.length > 0) health.push(key(callee));
    }
    this.health.set(caller, health);
    this.next.set(caller, found);
    this.unknown.set(caller, unknown);
    return found;
  }

  private result(kind: Isolation['kind'], found: Found, path?: readonly Witness[]): Isolation {
    const { unknown, health, from } = found;
    const base = { kind, unknown, classes: this.classes, throughGateways: this.outward(from), healthOnly: health };
    return path === undefined ? base : { ...base, path };
  }

  /** Gateways whose public address callers of a set may open a connection to. */
  private outward(from: Selection): readonly string[] {
    const ports = new Map(gatewaysOf(this.world).map((gateway) => [gateway, frontPorts(this.world, gateway)]));
    return callersOf(this.world, from).flatMap((caller) =>
      [...ports].flatMap(([gateway, fronts]) => {
        const open = fronts.filter((port) => this.mayLeave(caller, port));
        return open.length === 0 ? [] : [`${key(caller)} may call ${key(gateway)} from outside on ${open.join(', ')}`];
      }),
    );
  }

  private mayLeave(caller: Workload, port: number): boolean {
    const end = this.world.endOf(caller);
    return this.world.network.egress(end, { kind: 'address', ip: undefined }, port).value !== NO;
  }

  private workloadOf(name: string): Workload | undefined {
    const slash = name.indexOf('/');
    return this.world.workload(name.slice(0, slash), name.slice(slash + 1));
  }
}

interface Found {
  readonly unknown: readonly string[];
  readonly health: readonly string[];
  readonly from: Selection;
}

function pathTo(last: Witness, back: ReadonlyMap<string, Witness | undefined>): readonly Witness[] {
  const before = back.get(last.from);
  return before === undefined ? [last] : [...pathTo(before, back), last];
}

/** Tenants of a world, sorted. */
export function tenantsOf(world: World): readonly string[] {
  const names = world.namespaceNames().map((name) => world.namespaceLabels(name)[KEYS.tenant]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}
