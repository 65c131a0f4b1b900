import type { CallProtocol } from '../policy/call.js';
import type { TlsVerdict } from '../world/client-tls.js';
import { changedHeaders, type HeaderChange } from '../world/header-change.js';
import { splitAuthority } from '../world/host.js';
import type { TakenRoute } from '../world/http-match.js';
import { meshScope } from '../world/route-scope.js';
import type { MeshService, ServicePort } from '../world/service.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, Trail } from './answer.js';
import { arrive } from './arrival.js';
import { arrivalOf, type Ask } from './ask.js';
import { externalEnd, leave } from './leave.js';
import { openLink } from './link.js';
import type { Source } from './source.js';
import { passServiceWaypoint } from './waypoint-path.js';

/** One way that a call may take, and where it ends. */
export interface Way {
  readonly trail: Trail;
  /** Where it ends; undefined where it is stopped before any pod is chosen, or leaves the mesh. */
  readonly callee: Workload | undefined;
  /** Whether it ends elsewhere than asked. @default false */
  readonly astray?: boolean;
}

const AUTO: TlsVerdict = { mode: 'auto', entry: undefined };

/** Every way that a call to a port of a service may take: one for each workload that routes may choose. */
export function callService(
  world: World,
  source: Source,
  service: MeshService,
  port: ServicePort,
  ask: Ask,
  before: Trail = new Trail(),
): readonly Way[] {
  const trail = new Trail().append(before);
  const tls = scope(world, source, service, port.port, trail);
  if (trail.denied) return [{ trail, callee: undefined }];
  const passed = passServiceWaypoint(world, source, service, port, ask, trail);
  if (passed.through === 'stopped') return [{ trail, callee: undefined }];
  return serveRoutes(world, passed.source, { service, port }, passed.ask, trail, tls);
}

/** Every way from the proxy that chooses the route of a call: the caller's own, or the waypoint of the Service. */
export function serveRoutes(
  world: World,
  source: Source,
  { service, port }: Target,
  ask: Ask,
  before: Trail,
  tls?: TlsVerdict,
): readonly Way[] {
  const trail = new Trail().append(before);
  if (service.external) {
    const text = `${service.host} is declared outside of the mesh`;
    trail.add({ kind: 'service', outcome: 'pass', ...stepObject(service.entry), text, basis: 'modelled' });
    if (source.kind === 'workload') leave(world, source.workload, externalEnd(service, port.port, ask.address), trail);
    return [{ trail, callee: undefined }];
  }
  const protocol = port.protocol === 'auto' ? ask.protocol : port.protocol;
  const host = ask.host ?? authority(service, port);
  const proxy = isProxied(source) && source.kind === 'workload' ? source.workload : undefined;
  const route = proxy === undefined ? undefined : meshRoute(world, proxy, { service, port }, protocol, ask);
  if (route?.answer !== undefined) return [{ trail: answered(route, trail), callee: undefined }];
  if (route !== undefined)
    trail.add({
      kind: 'route',
      outcome: 'pass',
      ...stepObject(route.entry),
      rule: route.index,
      text: `a route takes requests for ${service.host}`,
      basis: 'modelled',
    });
  const headers = changedHeaders(ask.headers, route?.headers);
  const routed = { ...ask, path: route?.path ?? ask.path, host: route?.host ?? host, headers };
  return targets(world, source, service, port, route).flatMap((target) =>
    reach(world, source, target, protocol, routed, trail, tls),
  );
}

/** Every workload behind one service, without routes. */
export function reach(
  world: World,
  source: Source,
  target: Target,
  protocol: CallProtocol,
  ask: Ask,
  before: Trail,
  forced?: TlsVerdict,
): readonly Way[] {
  const { service, port } = target;
  const stop = (text: string, callee?: Workload): Way => ({
    trail: serviceStep(before, service, 'deny', text),
    callee,
  });
  const workloads = world.behindService(service);
  if (workloads.length === 0) return [stop(`no workload is behind ${service.host}`)];
  const tls = forced ?? clientTls(world, source, service, port.port);
  const headers = changedHeaders(ask.headers, target.headers);
  const named: Ask = { ...ask, headers, host: ask.host ?? authority(service, port) };
  const sni = `outbound_.${String(port.port)}_._.${service.host}`;
  return workloads.map((callee) => {
    const number = world.targetPort(port, callee);
    if (number === undefined) return stop(`${key(callee)} has no port named ${String(port.target)}`, callee);
    const text = `port ${String(port.port)} of ${service.host} is port ${String(number)} of ${key(callee)}`;
    const trail = serviceStep(before, service, 'pass', text);
    callPort(world, source, { callee, port: number, protocol, sni }, named, tls, trail);
    return { trail, callee };
  });
}

function serviceStep(before: Trail, service: MeshService, outcome: 'pass' | 'deny', text: string): Trail {
  const step = { kind: 'service', outcome, ...stepObject(service.entry), text, basis: 'modelled' } as const;
  return new Trail().append(before).add(step);
}

/** A port of the pods of a workload, and the server name that a proxy would ask it for. */
export interface PodPort {
  readonly callee: Workload;
  readonly port: number;
  readonly protocol: CallProtocol;
  readonly sni: string;
}

/** Calls a port of the pods of a workload. */
export function callPort(world: World, source: Source, pod: PodPort, ask: Ask, tls: TlsVerdict, trail: Trail): void {
  const { callee, port, protocol } = pod;
  const link = openLink(world, source, callee, port, tls);
  trail.append(link.trail);
  if (trail.denied || !link.guarded) return;
  const sni = link.principal === undefined ? '' : pod.sni;
  const host = ask.host ?? key(callee);
  arrive(world, callee, arrivalOf(ask, { principal: link.principal, port, protocol, host, sni }), ask.providers, trail);
}

/** How the pods of a workload read a port: what a Service says of it, or what the client says. */
export function portProtocol(world: World, callee: Workload, port: number, said: CallProtocol): CallProtocol {
  for (const service of world.servicesBefore(callee)) {
    const found = service.ports.find((each) => world.targetPort(each, callee) === port);
    if (found !== undefined && found.protocol !== 'auto') return found.protocol;
  }
  return said;
}

function isProxied(source: Source): boolean {
  // The proxy of a node knows neither routes nor client rules.
  return source.kind === 'workload' && source.proxied && source.shielded && source.workload.mesh !== 'ambient';
}

/** Egress scope of the caller. A call that passes through in plaintext has its TLS mode settled by that. */
function scope(world: World, source: Source, service: MeshService, port: number, trail: Trail): TlsVerdict | undefined {
  if (source.kind === 'outside' || !isProxied(source) || source.workload.mesh !== 'sidecar') return undefined;
  const verdict = world.scope.judge(source.workload, service, port);
  const { kind, entry, text } = verdict;
  trail.add({
    kind: 'egress-scope',
    outcome: kind === 'blocked' ? 'deny' : 'pass',
    ...stepObject(entry),
    text,
    ...(kind === 'blocked'
      ? {
          change: `Add ${service.namespace}/${service.host} to the egress hosts of the Sidecar. This shields from mistakes; it is no access control.`,
        }
      : {}),
    basis: 'modelled',
  });
  return kind === 'passthrough' ? { mode: 'plaintext', entry } : undefined;
}

function clientTls(world: World, source: Source, service: MeshService, port: number): TlsVerdict {
  return source.kind === 'workload' && isProxied(source)
    ? world.clientRules.judge(source.workload, service, port)
    : AUTO;
}

function meshRoute(
  world: World,
  caller: Workload,
  { service, port: { port } }: Target,
  protocol: CallProtocol,
  ask: Ask,
): TakenRoute | undefined {
  const scope = meshScope(caller.namespace);
  if (protocol === 'tcp') return world.routes.tcp('mesh', service.host, port, scope);
  const { method, path, query = '', headers, host = service.host } = ask;
  const request = { host, method, path, query, headers, port, gateway: 'mesh', caller };
  return world.routes.http(request, service.host, scope);
}

/** A route that answers by itself reaches nobody. */
export function answered({ answer, entry, index }: TakenRoute, trail: Trail): Trail {
  const base = { kind: 'route', outcome: 'deny', ...stepObject(entry), basis: 'modelled' } as const;
  if (answer === 'none') {
    const change = 'Add a route that takes it.';
    return trail.add({ ...base, text: 'no route of the object takes the request', change });
  }
  const how = answer === 'redirect' ? 'redirects the client' : 'answers by itself';
  return trail.add({ ...base, rule: index, text: `the route ${how}` });
}

/** A port of a service. */
export interface Target {
  readonly service: MeshService;
  readonly port: ServicePort;
  /** What the route does to headers on this way alone. @default - nothing */
  readonly headers?: HeaderChange;
}

function targets(
  world: World,
  source: Source,
  service: MeshService,
  port: ServicePort,
  route: TakenRoute | undefined,
): readonly Target[] {
  if (route === undefined) return [{ service, port }];
  return routeTargets(world, source, route, port);
}

/** Services that a route may choose. Weights of nought count where a controller will move them. */
export function routeTargets(
  world: World,
  source: Source,
  route: TakenRoute,
  fallback: ServicePort | undefined,
): readonly Target[] {
  const from = source.kind === 'workload' ? source.workload.namespace : '';
  const moving = route.entry.layer === 'predicted';
  return route.destinations.flatMap(({ host, port, weight, headers }) => {
    if (weight === 0 && !moving) return [];
    const [service] = world.servicesOf(host, from);
    if (service === undefined) return [];
    const found =
      service.ports.find((each) => each.port === (port ?? fallback?.port)) ??
      (service.ports.length === 1 ? service.ports[0] : undefined);
    return found === undefined ? [] : [{ service, port: found, ...(headers === undefined ? {} : { headers }) }];
  });
}

function authority(service: MeshService, { port }: ServicePort): string {
  return port === 80 || port === 443 ? service.host : `${service.host}:${String(port)}`;
}

/** Host of an authority without its port. */
export function hostOf(text: string): string {
  return splitAuthority(text).host;
}
