import type { CallProtocol } from '../policy/call.js';
import type { TlsVerdict } from '../world/client-tls.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import type { Step } from '../path/answer.js';
import type { Providers } from '../path/arrival.js';
import { TUNNEL_PORT } from '../path/ambient-link.js';
import { tunnelOf } from '../path/tunnel-link.js';
import { openLink, type Link } from '../path/link.js';
import { honest, type Source } from '../path/source.js';
import type { RequestClass } from './request-classes.js';
import { Searcher } from './search.js';
import { usageOf } from './usage.js';
import { throughWaypoints, type Through } from './waypoint-reach.js';

/** A request that gets through. */
export interface Witness {
  /** Caller, `namespace/name`. */
  readonly from: string;
  /** Callee, `namespace/name`, or a host outside of the mesh. */
  readonly to: string;
  /** Port of the callee. */
  readonly port: number;
  /** How the callee reads it. */
  readonly protocol: CallProtocol;
  /** SPIFFE URI that the callee sees; undefined for a caller without proxy, or one that goes around it. */
  readonly principal: string | undefined;
  /** Whether it gets through in any case, or if an external authorizer or an unknown value says so. */
  readonly outcome: 'allow' | 'depends';
  /** A request that gets through. */
  readonly request: RequestClass;
  /** Steps of the connection. */
  readonly trail: readonly Step[];
  /** Gateway that a call comes in or leaves through, `namespace/name`. @default - it passes none */
  readonly gateway?: string;
  /** Host that a request to that gateway names. @default - it passes none */
  readonly host?: string;
  /** What judges requests on a way through a waypoint. @default - the callee alone */
  readonly through?: Through;
}

/** What is known of all requests from one workload to another. */
export interface Reach {
  readonly witnesses: readonly Witness[];
  /** Classes of requests that were told apart. */
  readonly classes: number;
  /** Why a part of the search gave up. */
  readonly unknown: readonly string[];
}

/** How a caller behaves. */
export type Behaviour = 'honest' | 'any';

/** Port on which a proxy tells whether it is ready, and nothing of its workload. */
export const HEALTH_PORT = 15_021;
/** Ports that every proxy answers on its own. */
const PROXY_PORTS = [15_020, HEALTH_PORT, 15_090];

const AUTO: TlsVerdict = { mode: 'auto', entry: undefined };

/** Searches the requests between workloads of a world. */
export class Reacher {
  private readonly searcher: Searcher;
  private readonly ports = new Map<Workload, readonly number[]>();
  private readonly namedPorts = new Map<Workload, readonly number[]>();

  constructor(
    private readonly world: World,
    private readonly providers: Providers,
  ) {
    this.searcher = new Searcher(world, providers);
  }

  /**
   * Every port of a callee on which some request of a caller gets through, with a witness each.
   * A caller of behaviour `any` ignores its egress scope, and may go around its proxy.
   * With `undeclared`, the callee may listen where it does not say so.
   */
  reach(caller: Workload, callee: Workload, behaviour: Behaviour, undeclared = false): Reach {
    const found: Found = { witnesses: [], unknown: [], classes: 0 };
    const { network } = this.world;
    const isOpen = network.openPorts(this.world.endOf(caller), this.world.endOf(callee));
    found.classes += 1;
    this.overWaypoints(caller, callee, found);
    if (isOpen === undefined) return found;
    const declared = this.portsOf(callee);
    const more = undeclared && callee.mesh !== 'waypoint';
    const ports = more ? [...declared, ...this.otherPorts(caller, callee, declared)] : declared;
    const tunnelled = tunnelOf(this.world, honest(caller), callee) !== undefined && isOpen(TUNNEL_PORT);
    for (const port of tunnelled ? ports : ports.filter(isOpen)) {
      for (const { source, tls } of this.attempts(caller, callee, port, behaviour)) {
        found.classes += 1;
        const link = openLink(this.world, source, callee, port, tls);
        if (!link.trail.denied) this.overLink(caller, callee, port, link, found);
      }
    }
    return found;
  }

  private overWaypoints(caller: Workload, callee: Workload, found: Found): void {
    const { waypoints } = this.world;
    if (waypoints.isEmpty) return;
    const more = throughWaypoints(this.world, caller, callee, this.portsOf(callee), this.providers);
    found.classes += more.classes;
    found.witnesses.push(...more.witnesses);
    found.unknown.push(...more.unknown);
  }

  /** A waypoint lets in what it lets in to any of the Services that use it. */
  private overTunnel(caller: Workload, waypoint: Workload, link: Link, found: Found): void {
    const { principal, trail } = link;
    const ends = { from: key(caller), to: key(waypoint), port: TUNNEL_PORT, principal };
    for (const { pods, port, protocol } of this.world.fronts(waypoint)) {
      const search = this.searcher.search(pods, port, protocol, principal);
      found.classes += search.classes;
      if (search.kind === 'unknown') found.unknown.push(`${ends.from} -> ${ends.to}: ${search.why}`);
      if (search.kind !== 'reached') continue;
      const request = search.witness;
      const steps = [...trail.steps, ...this.searcher.explain(pods, port, protocol, principal, request)];
      found.witnesses.push({ ...ends, protocol, outcome: search.outcome, request, trail: steps });
      return;
    }
  }

  private overLink(caller: Workload, callee: Workload, port: number, link: Link, found: Found): void {
    const { principal, trail } = link;
    const said = { from: key(caller), to: key(callee), port, principal };
    const certain = trail.outcome === 'allow';
    if (link.guarded && callee.mesh === 'waypoint') {
      this.overTunnel(caller, callee, link, found);
      return;
    }
    if (!link.guarded) {
      const outcome = certain ? 'allow' : 'depends';
      found.witnesses.push({ ...said, protocol: 'tcp', outcome, request: {}, trail: trail.steps });
      return;
    }
    for (const protocol of this.protocolsOf(callee, port)) {
      const search = this.searcher.search(callee, port, protocol, principal);
      found.classes += search.classes - 1;
      if (search.kind === 'unknown') found.unknown.push(`${said.from} -> ${said.to}:${String(port)}: ${search.why}`);
      if (search.kind !== 'reached') continue;
      const request = search.witness;
      const steps = [...trail.steps, ...this.searcher.explain(callee, port, protocol, principal, request)];
      const outcome = certain ? search.outcome : 'depends';
      found.witnesses.push({ ...said, protocol, outcome, request, trail: steps });
    }
  }

  /** Ports that policies of either end tell apart, though nobody declares them, and one that nobody names. */
  private otherPorts(caller: Workload, callee: Workload, declared: readonly number[]): readonly number[] {
    const { network } = this.world;
    const named = [...network.egressPorts(this.world.endOf(caller)), ...network.ingressPorts(this.world.endOf(callee))];
    const all = new Set([...named, ...this.policyPorts(callee)]);
    for (const port of declared) all.delete(port);
    const other = [65_535, 65_534, 65_533, 65_532].find((port) => !all.has(port) && !declared.includes(port));
    return other === undefined ? [...all] : [...all, other];
  }

  private policyPorts(callee: Workload): readonly number[] {
    const known = this.namedPorts.get(callee);
    if (known !== undefined) return known;
    const policies = this.world.policiesOf(callee);
    const values = usageOf([policies.rules('http'), policies.rules('tcp')]).get('destination.port') ?? [];
    const made = [...new Set([...[...values].map(Number), ...policies.mtls.ports.keys()])];
    this.namedPorts.set(callee, made);
    return made;
  }

  /** Ports that a callee declares, those of the Services in front of it, and those of its proxy. */
  private portsOf(callee: Workload): readonly number[] {
    const known = this.ports.get(callee);
    if (known !== undefined) return known;
    const fronts = this.world
      .servicesBefore(callee)
      .flatMap(({ ports }) => ports.map((port) => this.world.targetPort(port, callee)))
      .filter((port) => port !== undefined);
    if (callee.mesh === 'waypoint') return [TUNNEL_PORT, ...PROXY_PORTS];
    const proxy = callee.mesh === 'sidecar' || callee.mesh === 'gateway' ? PROXY_PORTS : [];
    const made = [...new Set([...callee.ports, ...fronts, ...proxy, ...this.servedPorts(callee)])].sort(
      (a, b) => a - b,
    );
    this.ports.set(callee, made);
    return made;
  }

  private servedPorts(callee: Workload): readonly number[] {
    return callee.mesh === 'gateway' ? this.world.servedPorts(callee) : [];
  }

  private attempts(
    caller: Workload,
    callee: Workload,
    port: number,
    behaviour: Behaviour,
  ): readonly { readonly source: Source; readonly tls: TlsVerdict }[] {
    const proxied = caller.mesh !== 'none';
    const plain: Source = { kind: 'workload', workload: caller, proxied: false, shielded: false };
    if (!proxied) return [{ source: plain, tls: AUTO }];
    if (behaviour === 'any') {
      // The proxy of its node leads a call by address through the waypoint of the pod.
      const led = caller.mesh === 'ambient' && this.world.waypoints.ofWorkload(callee).kind === 'used';
      return [
        ...(led ? [] : [{ source: { ...plain, proxied: true }, tls: AUTO }]),
        ...(caller.mesh === 'gateway' ? [] : [{ source: plain, tls: AUTO }]),
      ];
    }
    const tls = this.honestTls(caller, callee, port);
    return tls === undefined ? [] : [{ source: { ...plain, proxied: true, shielded: true }, tls }];
  }

  /** How an honest proxy opens the connection; undefined where its egress scope holds it back. */
  private honestTls(caller: Workload, callee: Workload, port: number): TlsVerdict | undefined {
    if (caller.mesh === 'ambient') return this.isLed(callee, port) ? undefined : AUTO;
    const scoped = caller.mesh === 'sidecar';
    for (const service of this.world.servicesBefore(callee)) {
      const front = service.ports.find((each) => this.world.targetPort(each, callee) === port);
      if (front === undefined) continue;
      if (!scoped || this.world.scope.judge(caller, service, front.port).kind === 'visible') {
        return this.world.clientRules.judge(caller, service, front.port);
      }
    }
    if (!scoped) return AUTO;
    const { kind, entry } = this.world.scope.judge(caller, undefined, port);
    return kind === 'passthrough' ? { mode: 'plaintext', entry } : undefined;
  }

  /** Whether calls in ambient mode to a port pass a waypoint. */
  private isLed(callee: Workload, port: number): boolean {
    const { waypoints } = this.world;
    if (waypoints.ofWorkload(callee).kind === 'used') return true;
    return this.world
      .servicesBefore(callee)
      .filter((service) => service.ports.some((front) => this.world.targetPort(front, callee) === port))
      .some((service) => waypoints.ofService(service).kind === 'used');
  }

  private protocolsOf(callee: Workload, port: number): readonly CallProtocol[] {
    for (const service of this.world.servicesBefore(callee)) {
      const front = service.ports.find((each) => this.world.targetPort(each, callee) === port);
      if (front !== undefined && front.protocol !== 'auto') return [front.protocol];
    }
    return ['http', 'tcp'];
  }
}

interface Found extends Reach {
  readonly witnesses: Witness[];
  readonly unknown: string[];
  classes: number;
}
