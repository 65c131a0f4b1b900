import { addressOf, type Ask } from '../path/ask.js';
import { Trail } from '../path/answer.js';
import type { Providers } from '../path/arrival.js';
import { gatewaysOf } from '../path/gateway-path.js';
import { enterGate } from '../path/inner-gate.js';
import { externalEnd, leave, type ExternalEnd } from '../path/leave.js';
import { openLink, type Link } from '../path/link.js';
import type { Outward, Way } from '../path/mesh-path.js';
import { onward } from '../path/onward.js';
import type { Source } from '../path/source.js';
import { rangeOf } from '../policy/ip-block.js';
import { NO } from '../policy/truth.js';
import type { TlsVerdict } from '../world/client-tls.js';
import { hostCovers } from '../world/egress-scope.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { askOf, dimensionsOf, hostsOf, toldApart } from './outside.js';
import type { Reach, Witness } from './reach.js';
import { classCount, requestClasses, type RequestClass } from './request-classes.js';
import { routeUsage } from './route-usage.js';
import { identitySignature } from './search.js';

/** What is called outside of the mesh: one host, or any. */
export type OutwardSelection =
  | {
      readonly kind: 'host';
      /** Name or address. */
      readonly host: string;
      /** Port of the host. @default - any */
      readonly port?: number;
    }
  | { readonly kind: 'outside' };

const AUTO: TlsVerdict = { mode: 'auto', entry: undefined };
/** Ports that are tried where policies name none. */
const USUAL = [80, 443, 65_535];

/** What a gateway makes of the calls of those it cannot tell apart. */
interface Found {
  /** The best way to each end. */
  readonly exits: readonly Exit[];
  readonly classes: number;
  readonly unknown: readonly string[];
}

/** A way out of a gateway, and the request that takes it. */
interface Exit {
  readonly way: Way & { readonly out: Outward };
  readonly request: RequestClass;
  /** Authority of the request. */
  readonly host: string;
}

/**
 * Ways out of the mesh for callers that are bent on it: past their proxy, where NetworkPolicies let them, and through
 * gateways, as far as the policies and routes of these lead.
 */
export class EgressReacher {
  private readonly known = new Map<string, Found>();
  private gateways: readonly Workload[] | undefined;

  constructor(
    private readonly world: World,
    private readonly providers: Providers,
  ) {}

  /** Every way out for a caller: one straight, and one through each gateway. */
  reach(caller: Workload, to: OutwardSelection): Reach {
    const direct = this.direct(caller, to);
    const through = this.leading()
      .filter((gateway) => gateway !== caller)
      .map((each) => this.through(caller, each, to));
    return {
      witnesses: [...direct, ...through.flatMap(({ witnesses }) => witnesses)],
      classes: 1 + through.reduce((sum, { classes }) => sum + classes, 0),
      unknown: through.flatMap(({ unknown }) => unknown),
    };
  }

  /** Every way out for a caller through a gateway alone. */
  throughGateways(caller: Workload, to: OutwardSelection): readonly Witness[] {
    return this.leading().flatMap((gateway) => this.through(caller, gateway, to).witnesses);
  }

  /** Gateways whose routes lead out of the mesh. */
  leading(): readonly Workload[] {
    this.gateways ??= gatewaysOf(this.world).filter((gateway) => leadsOut(this.world, gateway));
    return this.gateways;
  }

  private direct(caller: Workload, to: OutwardSelection): readonly Witness[] {
    for (const { end, port } of this.ends(caller, to)) {
      const trail = new Trail();
      leave(this.world, caller, end, trail);
      if (trail.denied) continue;
      const outcome = trail.outcome === 'allow' ? 'allow' : 'depends';
      const ends = { from: key(caller), to: end.host, port, protocol: 'tcp', principal: undefined } as const;
      return [{ ...ends, outcome, request: {}, trail: trail.steps }];
    }
    return [];
  }

  private ends(
    caller: Workload,
    to: OutwardSelection,
  ): readonly { readonly end: ExternalEnd; readonly port: number }[] {
    const { network } = this.world;
    const own = this.world.endOf(caller);
    const ports = [...new Set([...network.egressPorts(own), ...USUAL])];
    if (to.kind === 'outside') {
      const open = ports.filter((port) => network.egress(own, { kind: 'address', ip: undefined }, port).value !== NO);
      return open.map((port) => ({ port, end: { host: 'any address', port, addresses: undefined } }));
    }
    const { host } = to;
    const ip = addressOf(host);
    const addresses = ip && [rangeOf(ip)];
    const fronts = this.world
      .servicesOf(host, caller.namespace)
      .filter(({ external }) => external)
      .flatMap((service) =>
        service.ports.map((front) => ({ port: front.port, end: { ...externalEnd(service, front, ip), host } })),
      );
    const plain = ports.map((port) => ({ port, end: { host, port, addresses } }));
    const all = [...fronts, ...plain];
    if (to.port === undefined) return all;
    const asked = all.filter(({ port }) => port === to.port);
    return asked.length > 0 ? asked : [{ port: to.port, end: { host, port: to.port, addresses } }];
  }

  private through(caller: Workload, gateway: Workload, to: OutwardSelection): Reach {
    const witnesses: Witness[] = [];
    const unknown: string[] = [];
    let classes = 0;
    for (const port of this.world.servedPorts(gateway)) {
      for (const source of sourcesOf(caller)) {
        const link = openLink(this.world, source, gateway, port, AUTO);
        classes += 1;
        if (link.trail.denied) continue;
        const found = this.search(gateway, port, link, to);
        classes += found.classes;
        unknown.push(...found.unknown.map((why) => `${key(caller)} -> ${key(gateway)}:${String(port)}: ${why}`));
        witnesses.push(...found.exits.map((exit) => witnessOf(caller, gateway, link, exit)));
      }
    }
    return { witnesses, classes, unknown };
  }

  /** The best ways out behind a connection; callers that the gateway cannot tell apart share it. */
  private search(gateway: Workload, port: number, link: Link, to: OutwardSelection): Found {
    const sign = identitySignature(this.world, gateway, port, link.principal);
    const name = JSON.stringify([key(gateway), port, link.client ?? '', link.principal === undefined, sign, to]);
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const made = this.enumerate(gateway, port, link, to);
    this.known.set(name, made);
    return made;
  }

  private enumerate(gateway: Workload, port: number, link: Link, to: OutwardSelection): Found {
    const unknown: string[] = [];
    let classes = 0;
    const exits = new Map<string, Exit>();
    const names = hostsOf(this.world, gateway);
    for (const host of to.kind === 'host' ? new Set([...names, to.host]) : names) {
      const dimensions = dimensionsOf([toldApart(this.world, gateway, { host, port })]);
      if (typeof dimensions === 'string') {
        unknown.push(`${host}: ${dimensions}`);
        continue;
      }
      for (const { authority, sni } of this.namesFor(gateway, port, host)) {
        classes += classCount(dimensions);
        for (const request of requestClasses(dimensions)) {
          const ask = {
            ...askOf({ ...request, host: authority }, host, this.providers),
            sni,
            protocol: 'tcp',
          } as const;
          for (const way of this.waysOut(gateway, port, link, ask)) {
            if (isOut(way) && isWanted(way.out, to)) keep(exits, { way, request, host: authority });
          }
        }
      }
    }
    return { exits: [...exits.values()], classes, unknown };
  }

  private waysOut(gateway: Workload, port: number, link: Link, ask: Ask): readonly Way[] {
    const trail = new Trail();
    const host = ask.host ?? '';
    const inward = { gateway, port, protocol: 'tcp', tls: AUTO, ownSni: '', host } as const;
    const entered = enterGate(this.world, inward, link, ask, trail);
    return entered === undefined ? [] : onward(this.world, [{ trail, callee: gateway, entered }]);
  }

  /** Names a client may give for a host: with a port or without, and a server name of any server that may take it. */
  private namesFor(
    gateway: Workload,
    port: number,
    host: string,
  ): readonly { readonly authority: string; readonly sni: string }[] {
    const servers = this.world.serversAt(gateway, port).filter(({ tls }) => tls !== 'none');
    const others = servers.flatMap(({ hosts }) => hosts.slice(0, 1).map((each) => each.host.replace(/^\*/, 'any')));
    const authorities = [host, `${host}:${String(port)}`];
    return [...new Set([host, ...others])].flatMap((sni) => authorities.map((authority) => ({ authority, sni })));
  }
}

/** How a caller may call: under its name, and without. */
function sourcesOf(caller: Workload): readonly Source[] {
  const plain: Source = { kind: 'workload', workload: caller, proxied: false, shielded: false };
  return caller.mesh === 'none' ? [plain] : [{ ...plain, proxied: true }, plain];
}

function isOut(way: Way): way is Exit['way'] {
  return way.out !== undefined && !way.trail.denied;
}

function keep(exits: Map<string, Exit>, exit: Exit): void {
  const { out, trail } = exit.way;
  const name = `${out.host}:${String(out.port)}`;
  const known = exits.get(name);
  if (known === undefined || (known.way.trail.outcome === 'depends' && trail.outcome === 'allow'))
    exits.set(name, exit);
}

function isWanted({ host, port }: Outward, to: OutwardSelection): boolean {
  return to.kind === 'outside' || ((to.port === undefined || to.port === port) && hostCovers(host, to.host));
}

function leadsOut(world: World, gateway: Workload): boolean {
  const servers = world.gateways.serversOf(gateway);
  const entries = new Set(
    hostsOf(world, gateway).flatMap((host) =>
      servers.flatMap((server) => world.routes.entriesBehind(server.gateway, host)),
    ),
  );
  const { destinations } = routeUsage([...entries], world.domain);
  return destinations.some((host) => world.servicesOf(host, gateway.namespace).some(({ external }) => external));
}

function witnessOf(
  caller: Workload,
  gateway: Workload,
  { principal, trail }: Link,
  { way, request, host }: Exit,
): Witness {
  const certain = trail.outcome === 'allow' && way.trail.outcome === 'allow';
  return {
    from: key(caller),
    to: way.out.host,
    port: way.out.port,
    protocol: 'http',
    principal,
    outcome: certain ? 'allow' : 'depends',
    request,
    trail: [...trail.steps, ...way.trail.steps],
    gateway: key(gateway),
    host,
  };
}
