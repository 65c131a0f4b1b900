import { scopeOf, type GatewayServer } from '../world/gateways.js';
import { checkToken } from '../policy/request-authentication.js';
import { changedHeaders } from '../world/header-change.js';
import { splitAuthority } from '../world/host.js';
import type { TakenRoute } from '../world/http-match.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, Trail } from './answer.js';
import { arrive } from './arrival.js';
import { arrivalOf, type Ask } from './ask.js';
import { forwarded } from './forwarded.js';
import { openGate } from './gate.js';
import type { Entered } from './inner-gate.js';
import { copies, reach, serveRoutes, type Way } from './mesh-path.js';
import { answered } from './mesh-route.js';
import { honest, type Source } from './source.js';
import { routeTargets } from './targets.js';
import { passServiceWaypoint } from './waypoint-path.js';

/** A client outside of the cluster. */
export type Outside = Extract<Source, { readonly kind: 'outside' }>;

/** A host and port that a client outside calls. */
export interface Front {
  readonly host: string;
  readonly port: number;
}

/** Every way of a call through a gateway: to the gateway alone where `inward` is false, else on to what it routes to. */
export function callGateway(
  world: World,
  client: Outside,
  gateway: Workload,
  front: Front,
  ask: Ask,
  inward: boolean,
): readonly Way[] {
  const trail = new Trail();
  const authority = ask.host ?? front.host;
  const sni = ask.sni ?? splitAuthority(authority).host;
  const gate = openGate(world, client, gateway, front.port, sni, trail);
  if (gate === undefined) return [{ trail, callee: gateway }];
  const { server, sharing, principal, port } = gate;
  const call = arrivalOf(ask, {
    principal,
    port,
    protocol: server.http ? 'http' : 'tcp',
    host: authority,
    sni: server.tls === 'none' ? '' : sni,
    ip: client.ip,
    remoteIp: client.ip,
  });
  arrive(world, gateway, call, ask.providers, trail);
  if (trail.denied || !inward) return [{ trail, callee: gateway }];
  return behind(world, gateway, { sharing: [server, ...sharing.slice(1)], host: authority, sni, ask }, trail);
}

/** The server that serves a host under the most specific name, of those that share their routes. */
function servingOf(world: World, gateway: Workload, { sharing, host }: Entered): GatewayServer {
  if (sharing.length < 2) return sharing[0];
  const weights = sharing.map((server) => ({
    server,
    weight: world.routes.servedWeight(server.gateway, splitAuthority(host).host, scopeOf(server, gateway.namespace)),
  }));
  return weights.reduce((best, each) => (each.weight > best.weight ? each : best)).server;
}

/** Every way on from a gateway that took a call. */
export function behind(world: World, gateway: Workload, entered: Entered, trail: Trail): readonly Way[] {
  const { host, ask } = entered;
  const server = servingOf(world, gateway, entered);
  const stop = (text: string, change: string): readonly Way[] => {
    const base = { kind: 'route', outcome: 'deny', ...stepObject(server.entry), rule: server.index } as const;
    return [{ trail: trail.add({ ...base, text, change, basis: 'modelled' }), callee: undefined }];
  };
  if (server.redirects) return stop('the server redirects every request to HTTPS', 'Call it over HTTPS.');
  const route = routeOf(world, gateway, server, entered);
  const called = server.http ? `${host}${ask.path}` : entered.sni;
  if (route === undefined) return stop(`no route of ${server.gateway} takes ${called}`, 'Bind a route for it.');
  if (route.answer !== undefined) return [{ trail: answered(route, trail), callee: undefined }];
  const taken = { ...stepObject(route.entry), rule: route.index, text: `a route takes ${called}` };
  trail.add({ kind: 'route', outcome: 'pass', ...taken, basis: 'modelled' });
  const token = server.http ? forwarded(world, gateway, ask.token) : undefined;
  const onward = {
    ...ask,
    address: undefined,
    host: route.host ?? host,
    path: server.http ? route.path : ask.path,
    headers: changedHeaders(ask.headers, route.headers),
    token,
  };
  const source = honest(gateway);
  const found = routeTargets(world, source, route, undefined);
  if (found.length === 0) return stop('the route leads to no Service of the set', 'Name a Service of the set.');
  const led = found.flatMap((target) => {
    const protocol = server.http && target.port.protocol !== 'tcp' ? 'http' : 'tcp';
    const own = new Trail().append(trail);
    const passed = passServiceWaypoint(world, source, target.service, target.port, { ...onward, protocol }, own);
    if (passed.through === 'stopped') return [{ trail: own, callee: undefined }];
    if (passed.through === 'passed') return serveRoutes(world, passed.source, target, passed.ask, own);
    return reach(world, source, target, protocol, onward, own);
  });
  return [...led, ...copies(world, source, route, undefined, onward, trail)];
}

function routeOf(
  world: World,
  gateway: Workload,
  server: GatewayServer,
  { host, sni, ask }: Entered,
): TakenRoute | undefined {
  const scope = scopeOf(server, gateway.namespace);
  const { port } = server;
  if (!server.http) return world.routes.tcp({ gateway: server.gateway, host: sni, port }, scope);
  const { method, path, query = '', headers } = ask;
  const check = checkToken(world.policiesOf(gateway).tokenRules, ask.token);
  const token = check.kind === 'accepted' ? check.token : undefined;
  const seen = { host, method, path, query, headers, token, secure: server.tls !== 'none' };
  return world.routes.http({ ...seen, port, gateway: server.gateway }, splitAuthority(host).host, scope);
}

/** Ports on which clients find a host: those of the Services in front of the gateway. */
export function frontPorts(world: World, gateway: Workload): readonly number[] {
  const ports = world.servicesBefore(gateway).flatMap((service) => service.ports.map(({ port }) => port));
  const served = world.servedPorts(gateway);
  return [...new Set(ports.length === 0 ? served : ports)].filter((port) => port !== 15_021).sort((a, b) => b - a);
}

/** Gateways of a set that have servers. */
export function gatewaysOf(world: World): readonly Workload[] {
  return world.workloads.filter(
    (workload) => workload.mesh === 'gateway' && world.gateways.serversOf(workload).length > 0,
  );
}
