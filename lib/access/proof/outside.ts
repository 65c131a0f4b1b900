import type { Ask } from '../path/ask.js';
import type { Providers } from '../path/arrival.js';
import { callGateway, frontPorts, gatewaysOf, type Front, type Outside } from '../path/gateway-path.js';
import { clientAddress, namedGateways } from '../path/resolve.js';
import type { Way } from '../path/mesh-path.js';
import { onward } from '../path/onward.js';
import { Trail, type Step } from '../path/answer.js';
import type { CallProtocol } from '../policy/call.js';
import { rulesForHost } from '../policy/host-rules.js';
import type { TokenRule } from '../policy/request-authentication.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { classCount, queryText, requestClasses, requestDimensions, type RequestClass } from './request-classes.js';
import { CLASS_BOUND } from './search.js';
import { certificateClasses, certificateDimension } from './certificate-classes.js';
import { tokenRulesToldApart } from './issuer-groups.js';
import { routeUsage, unreadable } from './route-usage.js';
import { joinedUsage, usageOf, type Usage } from './usage.js';

/** A request from outside that gets through a gateway. */
export interface OutsideWitness {
  readonly gateway: string;
  /** Workload it ends at, `namespace/name`. */
  readonly to: string;
  readonly host: string;
  readonly port: number;
  readonly outcome: 'allow' | 'depends';
  /** SPIFFE URI of the client's certificate, as the gateway sees it. */
  readonly principal: string | undefined;
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

/** Clients outside of the cluster. */
export interface OutsideClients {
  /** Gateway pods they come to, as `namespace/name`. @default - any of them */
  readonly gateway?: string;
  /** Their address. @default - any */
  readonly ip?: string;
  /** SPIFFE id of their certificate, without scheme. @default - any that policies tell apart, or none */
  readonly certificate?: string;
}

/** Every workload that requests from outside reach, with a witness each, over all hosts that gateways serve. */
export function outsideReach(
  world: World,
  providers: Providers = {},
  clients: OutsideClients = {},
  ends: ReadonlySet<string> = new Set(),
): OutsideReach {
  const client = clientOf(clients);
  const all = namedGateways(world, { kind: 'outside', ...clients }, gatewaysOf(world)).map((gateway) =>
    throughGateway(world, gateway, providers, client, ends.has(key(gateway))),
  );
  return {
    witnesses: all.flatMap(({ witnesses }) => witnesses),
    classes: all.reduce((sum, { classes }) => sum + classes, 0),
    unknown: all.flatMap(({ unknown }) => unknown),
  };
}

function throughGateway(
  world: World,
  gateway: Workload,
  providers: Providers,
  client: RequestClass,
  isEnd: boolean,
): OutsideReach {
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
    for (const each of requestClasses(dimensions)) {
      const request = { ...each, ...client };
      if (isEnd) keep(found, witnessOf(gateway, front, request, atGateway(world, gateway, front, request, providers)));
      for (const way of outsideWays(world, gateway, front, request, providers)) {
        keep(found, witnessOf(gateway, front, request, way));
      }
    }
  }
  return { witnesses: [...found.values()], classes, unknown };
}

/** What a question says of its clients, as every one of their requests has it. */
function clientOf({ ip, certificate }: OutsideClients): RequestClass {
  const address = clientAddress({ kind: 'outside', ...(ip === undefined ? {} : { ip }) });
  return { ...(address === undefined ? {} : { ip: address }), ...(certificate === undefined ? {} : { certificate }) };
}

/** The way of a request to the gateway itself. */
function atGateway(world: World, gateway: Workload, front: Front, request: RequestClass, providers: Providers): Way {
  const ways = callGateway(world, clientWith(request), gateway, front, askOf(request, front.host, providers), false);
  return ways[0] ?? { trail: new Trail(), callee: undefined };
}

function clientWith({ ip, certificate }: RequestClass): Outside {
  return { kind: 'outside', ip, certificate };
}

/** Every way of one request from outside through a gateway. */
export function outsideWays(
  world: World,
  gateway: Workload,
  front: Front,
  request: RequestClass,
  providers: Providers,
): readonly Way[] {
  const ask = askOf(request, front.host, providers);
  return onward(world, callGateway(world, clientWith(request), gateway, front, ask, true));
}

/** Hosts and ports on which clients outside find a gateway. */
export function frontsOf(world: World, gateway: Workload): readonly Front[] {
  return hostsOf(world, gateway).flatMap((host) => frontPorts(world, gateway).map((port) => ({ host, port })));
}

/** Hosts that the servers and routes of a gateway name, one for each pattern. */
export function hostsOf(world: World, gateway: Workload): readonly string[] {
  const servers = world.gateways.serversOf(gateway);
  const routed = servers
    .flatMap((server) => world.routes.hostsBehind(server.gateway))
    .filter((host) => host.includes('.'));
  const served = servers.flatMap((server) => server.hosts.map(({ host }) => host));
  return [...new Set([...routed, ...served])].map((host) => host.replace(/^\*/, 'any'));
}

/** What tells requests for one host apart. */
export interface ToldApart {
  readonly usage: Usage;
  readonly tokens: readonly TokenRule[];
  /** Certificates of clients; empty where nobody asks for one. */
  readonly certificates: readonly string[];
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
  oneAddress(world, gateway, usage);
  const tokens = others.flatMap(({ tokenRules }) => tokenRules);
  const certificates = servers.some(({ tls }) => tls === 'mutual' || tls === 'istio')
    ? certificateClasses(world, gateway)
    : [];
  return { usage, tokens: [...tokens, ...tokenRulesToldApart(own?.tokenRules ?? [], usage, tokens)], certificates };
}

/** A client outside has one address, on the wire and behind no proxy; NetworkPolicies before the gateway see it too. */
function oneAddress(world: World, gateway: Workload, usage: Map<string, ReadonlySet<string>>): void {
  const asked = [...(usage.get('source.ip') ?? []), ...(usage.get('remote.ip') ?? [])];
  usage.delete('remote.ip');
  if (asked.length === 0) return;
  usage.set('source.ip', new Set([...asked, ...world.network.ingressBlocks(world.endOf(gateway))]));
}

/** Dimensions of all that is told apart, or why there are too many classes. */
export function dimensionsOf(parts: readonly ToldApart[]): readonly (readonly RequestClass[])[] | string {
  const usage = joinedUsage(parts.map((part) => part.usage));
  const why = unreadable(usage);
  if (why !== undefined) return why;
  const tokens = new Map(
    parts
      .flatMap((part) => part.tokens)
      .map((rule): [string, TokenRule] => [JSON.stringify([rule.issuer, rule.audiences, rule.forwards]), rule]),
  );
  const dimensions = requestDimensions(usage, [...tokens.values()]);
  const certificates = [...new Set(parts.flatMap((part) => part.certificates))];
  const all = certificates.length === 0 ? dimensions : [...(dimensions ?? []), certificateDimension(certificates)];
  if (dimensions === undefined || all === undefined || classCount(all) > CLASS_BOUND)
    return `more than ${String(CLASS_BOUND)} classes of requests`;
  return all;
}

/** A request of a class to a host, as it is asked. */
export function askOf(request: RequestClass, host: string, providers: Providers): Ask {
  return {
    host: request.host ?? host,
    method: request.method ?? 'GET',
    path: request.path ?? '/',
    query: queryText(request),
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
  const { certificate } = request;
  const principal = certificate === undefined ? undefined : `spiffe://${certificate}`;
  const said = { gateway: key(gateway), to: key(callee), ...front, request, principal, trail: trail.steps };
  return { ...said, outcome, dependsOn: [...trail.dependsOn] };
}

function keep(found: Map<string, OutsideWitness>, witness: OutsideWitness | undefined): void {
  if (witness === undefined) return;
  const name = `${witness.to} ${witness.host}:${String(witness.port)}`;
  const known = found.get(name);
  if (known === undefined || (known.outcome === 'depends' && witness.outcome === 'allow')) found.set(name, witness);
}
