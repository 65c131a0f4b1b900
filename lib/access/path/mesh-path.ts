import type { CallProtocol } from '../policy/call.js';
import type { TlsVerdict } from '../world/client-tls.js';
import { changedHeaders } from '../world/header-change.js';
import type { TakenRoute } from '../world/http-match.js';
import type { MeshService, ServicePort } from '../world/service.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, Trail } from './answer.js';
import { arrive } from './arrival.js';
import { arrivalOf, type Ask } from './ask.js';
import { externalEnd, leave } from './leave.js';
import { enterGate, type Entered } from './inner-gate.js';
import { openLink } from './link.js';
import type { Source } from './source.js';
import { answered, httpRoute, meshRoute, routeStep } from './mesh-route.js';
import { copied, mirrorTargets, routeTargets, type Target } from './targets.js';
import { passServiceWaypoint } from './waypoint-path.js';

/** A port of a host outside of the mesh. */
export interface Outward {
  /** Host, as its ServiceEntry writes it, or as it is called. */
  readonly host: string;
  readonly port: number;
}

/** One way that a call may take, and where it ends. */
export interface Way {
  readonly trail: Trail;
  /** Where it ends; undefined where it is stopped before any pod is chosen, or leaves the mesh. */
  readonly callee: Workload | undefined;
  /** Whether it ends elsewhere than asked. @default false */
  readonly astray?: boolean;
  /** Host and port outside of the mesh that it ends at. @default - it ends inside */
  readonly out?: Outward;
  /** Gateway that it left last, `namespace/name`. @default - it passed none */
  readonly via?: string;
  /** What came into a gateway, whose routes lead it on. @default - it ends there, or at no gateway */
  readonly entered?: Entered;
  /** Whether it is that of a copy, whose answer nobody sees. @default false */
  readonly copy?: boolean;
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
  const protocol = port.protocol === 'auto' ? ask.protocol : port.protocol;
  const host = ask.host ?? authority(service, port);
  const proxy = isProxied(source) && source.kind === 'workload' ? source.workload : undefined;
  const route = proxy === undefined ? undefined : meshRoute(world, proxy, { service, port }, protocol, ask);
  if (route === undefined) return reach(world, source, { service, port }, protocol, { ...ask, host }, trail, tls);
  return overRoute(world, source, { host: service.host, service, port }, route, { ...ask, host, protocol }, trail, tls);
}

/** Every way over the route of HTTP for a host on port 80 that no service has; none where there is no such route. */
export function overMeshRoute(
  world: World,
  source: Extract<Source, { kind: 'workload' }>,
  host: string,
  ask: Ask & { readonly host: string },
): readonly Way[] {
  const route = httpRoute(world, source.workload, host, 80, ask);
  return route === undefined ? [] : overRoute(world, source, { host }, route, ask, new Trail(), undefined);
}

/** What a route was found for. */
interface Called extends Partial<Target> {
  readonly host: string;
}

/** Every way over a route of the mesh, and those of the copies it sends. */
function overRoute(
  world: World,
  source: Source,
  { host, service, port }: Called,
  route: TakenRoute,
  ask: Ask & { readonly host: string },
  trail: Trail,
  tls: TlsVerdict | undefined,
): readonly Way[] {
  if (route.answer !== undefined) return [{ trail: answered(route, trail), callee: undefined }];
  const text = `a route takes requests for ${host}`;
  trail.add({ ...routeStep(route), text });
  const headers = changedHeaders(ask.headers, route.headers);
  const routed = { ...ask, path: route.path === '' ? ask.path : route.path, host: route.host ?? ask.host, headers };
  const led = routeTargets(world, source, route, port);
  if (led.length === 0) {
    const change = 'Name a Service that is exported to the caller.';
    trail.add({ ...routeStep(route), outcome: 'deny', text: 'the route leads to no Service of the set', change });
    return [{ trail, callee: undefined }];
  }
  return [
    ...led.flatMap((target) => {
      // An address that a client calls stands for the service it calls alone.
      const onward = target.service === service ? routed : { ...routed, address: undefined };
      return reach(world, source, target, ask.protocol, onward, trail, tls);
    }),
    ...copies(world, source, route, port, routed, trail),
  ];
}

/** Every way of the copies that a route makes of a request. */
export function copies(
  world: World,
  source: Source,
  route: TakenRoute,
  fallback: ServicePort | undefined,
  ask: Ask & { readonly host: string },
  before: Trail,
): readonly Way[] {
  return mirrorTargets(world, source, route, fallback).flatMap((target) => {
    const text = `a mirrored copy of the request goes to ${target.service.host}`;
    const trail = new Trail().append(before).add({ ...routeStep(route), text });
    return reach(world, source, target, 'http', copied(world, ask, ask.host), trail).map((way) => ({
      ...way,
      copy: true,
    }));
  });
}

/** Every workload behind one service, without routes; or the way out to one that is outside of the mesh. */
export function reach(
  world: World,
  source: Source,
  target: Target,
  protocol: CallProtocol,
  ask: Ask,
  before: Trail,
  forced?: TlsVerdict,
): readonly Way[] {
  const { service, port, subset } = target;
  if (service.external) return [outward(world, source, target, ask, before)];
  const stop = (text: string, callee?: Workload): Way => ({
    trail: serviceStep(before, service, 'deny', text),
    callee,
  });
  const workloads = world.behindService(service);
  if (workloads.length === 0) return [stop(`no workload is behind ${service.host}`)];
  const tls = forced ?? clientTls(world, source, target);
  const headers = changedHeaders(ask.headers, target.headers);
  const named: Ask = { ...ask, headers, host: ask.host ?? authority(service, port) };
  const sni = `outbound_.${String(port.port)}_.${subset ?? ''}_.${service.host}`;
  return workloads.map((callee) => {
    const number = world.targetPort(port, callee);
    if (number === undefined) return stop(`${key(callee)} has no port named ${String(port.target)}`, callee);
    const text = `port ${String(port.port)} of ${service.host} is port ${String(number)} of ${key(callee)}`;
    const trail = serviceStep(before, service, 'pass', text);
    const entered = callPort(world, source, { callee, port: number, protocol, sni }, named, tls, trail);
    return { trail, callee, ...(entered === undefined ? {} : { entered }) };
  });
}

/** The way to a service outside of the mesh: the proxy may open TLS to it, and NetworkPolicies let the call out. */
function outward(world: World, source: Source, target: Target, ask: Ask, before: Trail): Way {
  const { service, port } = target;
  const text = `${service.host} is declared outside of the mesh`;
  const trail = serviceStep(before, service, 'pass', text);
  if (source.kind !== 'workload') return { trail, callee: undefined };
  const { mode, entry } = clientTls(world, source, target);
  if (entry !== undefined && mode === 'tls') {
    const said = `the proxy of ${key(source.workload)} opens TLS to ${service.host}`;
    trail.add({ kind: 'client-tls', outcome: 'pass', ...stepObject(entry), text: said, basis: 'modelled' });
  }
  leave(world, source.workload, externalEnd(service, port, ask.address), trail);
  return { trail, callee: undefined, out: { host: service.host, port: port.port } };
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

/** Calls a port of the pods of a workload; what comes into a server of a gateway may go on. */
export function callPort(
  world: World,
  source: Source,
  pod: PodPort,
  ask: Ask,
  tls: TlsVerdict,
  trail: Trail,
): Entered | undefined {
  const { callee, port, protocol } = pod;
  const link = openLink(world, source, callee, port, tls);
  trail.append(link.trail);
  if (trail.denied || !link.guarded) return undefined;
  const sni = link.principal === undefined ? '' : pod.sni;
  const host = ask.host ?? key(callee);
  if (callee.mesh === 'gateway' && world.serversAt(callee, port).length > 0)
    return enterGate(world, { gateway: callee, port, protocol, tls, ownSni: pod.sni, host }, link, ask, trail);
  arrive(world, callee, arrivalOf(ask, { principal: link.principal, port, protocol, host, sni }), ask.providers, trail);
  return undefined;
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

function clientTls(world: World, source: Source, { service, port, subset }: Target): TlsVerdict {
  return source.kind === 'workload' && isProxied(source)
    ? world.clientRules.judge(source.workload, service, port.port, subset)
    : AUTO;
}

function authority(service: MeshService, { port }: ServicePort): string {
  return port === 80 || port === 443 ? service.host : `${service.host}:${String(port)}`;
}
