import type { Ask } from '../path/ask.js';
import type { Providers } from '../path/arrival.js';
import { callGateway, frontPorts, gatewaysOf, type Front } from '../path/gateway-path.js';
import type { Way } from '../path/mesh-path.js';
import type { Step } from '../path/answer.js';
import type { CallProtocol } from '../policy/call.js';
import { rulesForHost } from '../policy/host-rules.js';
import type { TokenRule } from '../policy/request-authentication.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { classCount, requestClasses, requestDimensions, type RequestClass } from './request-classes.js';
import { CLASS_BOUND } from './search.js';
import { tokenRulesToldApart } from './issuer-groups.js';
import { EXPRESSION, routeUsage } from './route-usage.js';
import { joinedUsage, usageOf, type Usage } from './usage.js';

/** A request from outside that gets through a gateway. */
export interface OutsideWitness {
  readonly gateway: string;
  /** Workload it ends at, `namespace/name`. */
  readonly to: string;
  readonly host: string;
  readonly port: number;
  readonly outcome: 'allow' | 'depends';
  readonly dependsOn: readonly string[];
  readonly request: RequestClass;
  readonly trail: readonly Step[];
}

/** What of outside gets in. */
export interface OutsideReach {
  readonly witnesses: readonly OutsideWitness[];
  readonly classes: number;
  readonly unknown: readonly string[];
}

/** Every workload that requests from outside reach, with a witness each, over all hosts that gateways serve. */
export function outsideReach(world: World, providers: Providers = {}): OutsideReach {
  const all = gatewaysOf(world).map((gateway) => throughGateway(world, gateway, providers));
  return {
    witnesses: all.flatMap(({ witnesses }) => witnesses),
    classes: all.reduce((sum, { classes }) => sum + classes, 0),
    unknown: all.flatMap(({ unknown }) => unknown),
  };
}

function throughGateway(world: World, gateway: Workload, providers: Providers): OutsideReach {
  const found = new Map<string, OutsideWitness>();
  const unknown: string[] = [];
  let classes = 0;
  for (const front of frontsOf(world, gateway)) {
    const dimensions = dimensionsOf([toldApart(world, gateway, front)]);
    if (typeof dimensions === 'string') {
      unknown.push(`outside -> ${front.host}:${String(front.port)}: ${dimensions}`);
      continue;
    }
    classes += classCount(dimensions);
    for (const request of requestClasses(dimensions)) {
      for (const way of outsideWays(world, gateway, front, request, providers)) {
        keep(found, witnessOf(gateway, front, request, way));
      }
    }
  }
  return { witnesses: [...found.values()], classes, unknown };
}

/** Every way of one request from outside through a gateway. */
export function outsideWays(
  world: World,
  gateway: Workload,
  front: Front,
  request: RequestClass,
  providers: Providers,
): readonly Way[] {
  const client = { kind: 'outside', ip: request.ip ?? request.remoteIp, certificate: undefined } as const;
  return callGateway(world, client, gateway, front, askOf(request, front.host, providers), true);
}

/** Hosts and ports on which clients outside find a gateway. */
export function frontsOf(world: World, gateway: Workload): readonly Front[] {
  const servers = world.gateways.serversOf(gateway);
  const routed = servers
    .flatMap((server) => world.routes.hostsBehind(server.gateway))
    .filter((host) => host.includes('.'));
  const served = servers.flatMap((server) => server.hosts.map(({ host }) => host));
  const hosts = [...new Set([...routed, ...served])].map((host) => host.replace(/^\*/, 'any'));
  return hosts.flatMap((host) => frontPorts(world, gateway).map((port) => ({ host, port })));
}

/** What tells requests for one host apart. */
export interface ToldApart {
  readonly usage: Usage;
  readonly tokens: readonly TokenRule[];
}

/** What the gateway, the routes of a host and everything behind them tell apart; the host itself is given. */
export function toldApart(world: World, gateway: Workload, front: Front): ToldApart {
  const servers = world.gateways.serversOf(gateway);
  const entries = [...new Set(servers.flatMap((server) => world.routes.entriesBehind(server.gateway, front.host)))];
  const routes = routeUsage(entries, world.domain);
  const services = routes.destinations.flatMap((host) => world.servicesOf(host, gateway.namespace));
  const behind = [...new Set(services.flatMap((service) => world.behindService(service)))];
  const [own, ...others] = [gateway, ...behind].map((each) => world.policiesOf(each));
  const protocols: readonly CallProtocol[] = ['http', 'tcp'];
  const rules = protocols.flatMap((protocol) => [
    ...(own === undefined ? [] : [rulesForHost(own.rules(protocol), front.host)]),
    ...others.map((each) => each.rules(protocol)),
  ]);
  const usage = joinedUsage([usageOf(rules), routes.usage]);
  const paths = [...(usage.get(':path') ?? [])];
  if (paths.length > 0) usage.set(':path', new Set([...paths, ...paths.flatMap(routes.before)]));
  usage.delete(':authority');
  const tokens = others.flatMap(({ tokenRules }) => tokenRules);
  return { usage, tokens: [...tokens, ...tokenRulesToldApart(own?.tokenRules ?? [], usage, tokens)] };
}

/** Dimensions of all that is told apart, or why there are too many classes. */
export function dimensionsOf(parts: readonly ToldApart[]): readonly (readonly RequestClass[])[] | string {
  const usage = joinedUsage(parts.map((part) => part.usage));
  if (usage.has(EXPRESSION)) return 'a route matches by a regular expression or a parameter of the query';
  const tokens = new Map(
    parts
      .flatMap((part) => part.tokens)
      .map((rule): [string, TokenRule] => [JSON.stringify([rule.issuer, rule.audiences, rule.forwards]), rule]),
  );
  const dimensions = requestDimensions(usage, [...tokens.values()]);
  if (dimensions === undefined || classCount(dimensions) > CLASS_BOUND)
    return `more than ${String(CLASS_BOUND)} classes of requests`;
  return dimensions;
}

function askOf(request: RequestClass, host: string, providers: Providers): Ask {
  return {
    host: request.host ?? host,
    method: request.method ?? 'GET',
    path: request.path ?? '/',
    headers: request.headers ?? new Map(),
    token: request.token,
    sni: host,
    protocol: 'http',
    providers,
  };
}

function witnessOf(
  gateway: Workload,
  front: Front,
  request: RequestClass,
  { callee, trail }: Way,
): OutsideWitness | undefined {
  const { outcome } = trail;
  if (outcome === 'deny' || callee === undefined) return undefined;
  const said = { gateway: key(gateway), to: key(callee), ...front, request, trail: trail.steps };
  return { ...said, outcome, dependsOn: [...trail.dependsOn] };
}

function keep(found: Map<string, OutsideWitness>, witness: OutsideWitness | undefined): void {
  if (witness === undefined) return;
  const name = `${witness.to} ${witness.host}:${String(witness.port)}`;
  const known = found.get(name);
  if (known === undefined || (known.outcome === 'depends' && witness.outcome === 'allow')) found.set(name, witness);
}
