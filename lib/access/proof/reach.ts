import type { CallProtocol } from '../policy/call.js';
import type { TlsVerdict } from '../world/client-tls.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import type { Step } from '../path/answer.js';
import type { Providers } from '../path/arrival.js';
import { openLink } from '../path/link.js';
import type { Source } from '../path/source.js';
import type { RequestClass } from './request-classes.js';
import { Searcher, type Search } from './search.js';

/** A request that gets through. */
export interface Witness {
  /** Caller, `namespace/name`. */
  readonly from: string;
  /** Callee, `namespace/name`. */
  readonly to: string;
  readonly port: number;
  readonly protocol: CallProtocol;
  /** SPIFFE URI that the callee sees; undefined for a caller without proxy, or one that goes around it. */
  readonly principal: string | undefined;
  /** Whether it gets through in any case, or if an external authorizer or an unknown value says so. */
  readonly outcome: 'allow' | 'depends';
  readonly request: RequestClass;
  /** Steps of the connection. */
  readonly trail: readonly Step[];
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

  constructor(
    private readonly world: World,
    providers: Providers,
  ) {
    this.searcher = new Searcher(world, providers);
  }

  /**
   * Every port of a callee on which some request of a caller gets through, with a witness each.
   * A caller of behaviour `any` ignores its egress scope, and may go around its proxy.
   */
  reach(caller: Workload, callee: Workload, behaviour: Behaviour): Reach {
    const witnesses: Witness[] = [];
    const unknown: string[] = [];
    let classes = 0;
    for (const port of this.portsOf(callee)) {
      for (const { source, tls } of this.attempts(caller, callee, port, behaviour)) {
        const link = openLink(this.world, source, callee, port, tls);
        classes += 1;
        if (link.trail.denied) continue;
        const said = {
          from: key(caller),
          to: key(callee),
          port,
          principal: link.principal,
          trail: link.trail.steps,
        } as const;
        if (!link.guarded) {
          witnesses.push({
            ...said,
            protocol: 'tcp',
            outcome: link.trail.outcome === 'depends' ? 'depends' : 'allow',
            request: {},
          });
          continue;
        }
        for (const protocol of this.protocolsOf(callee, port)) {
          const found = this.searcher.search(callee, port, protocol, link.principal);
          classes += found.classes - 1;
          if (found.kind === 'unknown') unknown.push(`${key(caller)} -> ${key(callee)}:${String(port)}: ${found.why}`);
          if (found.kind === 'reached')
            witnesses.push({ ...said, protocol, outcome: worse(found, link.trail.outcome), request: found.witness });
        }
      }
    }
    return { witnesses, classes, unknown };
  }

  /** Ports on which a callee may be asked: those it declares, those its policies name, and those of its proxy. */
  private portsOf(callee: Workload): readonly number[] {
    const known = this.ports.get(callee);
    if (known !== undefined) return known;
    const fronts = this.world
      .servicesBefore(callee)
      .flatMap(({ ports }) => ports.map((port) => this.world.targetPort(port, callee)))
      .filter((port) => port !== undefined);
    const proxy = callee.mesh === 'none' ? [] : PROXY_PORTS;
    const made = [...new Set([...callee.ports, ...fronts, ...proxy, ...this.servedPorts(callee)])].sort(
      (a, b) => a - b,
    );
    this.ports.set(callee, made);
    return made;
  }

  private servedPorts(callee: Workload): readonly number[] {
    return callee.mesh === 'gateway' ? this.world.gateways.serversOf(callee).map(({ port }) => port) : [];
  }

  private attempts(
    caller: Workload,
    callee: Workload,
    port: number,
    behaviour: Behaviour,
  ): readonly { readonly source: Source; readonly tls: TlsVerdict }[] {
    const proxied = caller.mesh === 'sidecar' || caller.mesh === 'gateway';
    const plain: Source = { kind: 'workload', workload: caller, proxied: false, shielded: false };
    if (!proxied) return [{ source: plain, tls: AUTO }];
    if (behaviour === 'any') {
      return [
        { source: { ...plain, proxied: true }, tls: AUTO },
        ...(caller.mesh === 'gateway' ? [] : [{ source: plain, tls: AUTO }]),
      ];
    }
    const tls = this.honestTls(caller, callee, port);
    return tls === undefined ? [] : [{ source: { ...plain, proxied: true, shielded: true }, tls }];
  }

  /** How an honest proxy opens the connection; undefined where its egress scope holds it back. */
  private honestTls(caller: Workload, callee: Workload, port: number): TlsVerdict | undefined {
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

  private protocolsOf(callee: Workload, port: number): readonly CallProtocol[] {
    for (const service of this.world.servicesBefore(callee)) {
      const front = service.ports.find((each) => this.world.targetPort(each, callee) === port);
      if (front !== undefined && front.protocol !== 'auto') return [front.protocol];
    }
    return ['http', 'tcp'];
  }
}

function worse(found: Extract<Search, { kind: 'reached' }>, link: 'allow' | 'deny' | 'depends'): 'allow' | 'depends' {
  return found.outcome === 'allow' && link === 'allow' ? 'allow' : 'depends';
}
