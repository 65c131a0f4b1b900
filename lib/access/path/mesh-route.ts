import type { CallProtocol } from '../policy/call.js';
import { splitAuthority } from '../world/host.js';
import type { TakenRoute } from '../world/http-match.js';
import { meshScope, type RouteScope } from '../world/route-scope.js';
import type { MeshService } from '../world/service.js';
import type { Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import { stepObject, type Step, type Trail } from './answer.js';
import type { Ask } from './ask.js';
import type { Target } from './targets.js';

/** The route that the proxy of a caller takes for a call to a service. */
export function meshRoute(
  world: World,
  caller: Workload,
  { service, port: { port } }: Target,
  protocol: CallProtocol,
  ask: Ask,
): TakenRoute | undefined {
  if (protocol !== 'tcp') return httpRoute(world, caller, service.host, port, ask);
  const { host = service.host, sni = splitAuthority(host).host } = ask;
  const request = { gateway: 'mesh', host: calledHost(service, ask), sni, port, caller };
  return world.routes.tcp(request, callerScope(world, caller, port));
}

/** The route that the proxy of a caller takes for requests to a port of a host. */
export function httpRoute(
  world: World,
  caller: Workload,
  host: string,
  port: number,
  { host: authority = host, method, path, query = '', headers }: Ask,
): TakenRoute | undefined {
  const request = { host: authority, method, path, query, headers, port, gateway: 'mesh', caller };
  return world.routes.http(request, host, callerScope(world, caller, port));
}

/** The mesh, as a caller sees it that calls a port. */
function callerScope(world: World, caller: Workload, port: number): RouteScope {
  return meshScope(caller.namespace, (namespace, hosts) => world.scope.imports(caller, namespace, hosts, port));
}

/** Host that is called: a ServiceEntry may stand for many. */
function calledHost({ host }: MeshService, ask: Ask): string {
  return host.startsWith('*') && ask.host !== undefined ? splitAuthority(ask.host).host : host;
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

/** A route as a step that lets a call on. */
export function routeStep({ entry, index }: TakenRoute): Omit<Step, 'text' | 'outcome'> & { readonly outcome: 'pass' } {
  return { kind: 'route', outcome: 'pass', ...stepObject(entry), rule: index, basis: 'modelled' };
}
