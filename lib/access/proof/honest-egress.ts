import { bestWay } from '../path/best-way.js';
import type { Providers } from '../path/arrival.js';
import { gatewaysOf } from '../path/gateway-path.js';
import type { Outward, Way } from '../path/mesh-path.js';
import { honest } from '../path/source.js';
import { waysOf } from '../path/ways.js';
import { isExported } from '../world/egress-scope.js';
import { resolvedHost } from '../world/host.js';
import type { MeshService } from '../world/service.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import type { OutwardSelection } from './egress.js';
import { askOf, dimensionsOf, toldApart, type ToldApart } from './outside.js';
import type { Reach, Witness } from './reach.js';
import { classCount, requestClasses, type RequestClass } from './request-classes.js';
import { routeUsage } from './route-usage.js';

/** What a set declares outside of the mesh. */
interface Declared {
  /** Hosts that their own namespace alone sees. */
  readonly own: ReadonlyMap<string, readonly MeshService[]>;
  readonly shared: readonly MeshService[];
  /** Hosts of routes of the mesh that may be no Service. */
  readonly routed: readonly string[];
}

const DECLARED = new WeakMap<World, Declared>();

/** Ports of hosts outside of the mesh that objects declare for a caller, or that routes of the mesh are for. */
export function declaredOutward(world: World, { namespace }: Workload): readonly Outward[] {
  const known = DECLARED.get(world) ?? declaredIn(world);
  DECLARED.set(world, known);
  const seen = known.shared.filter((service) => isExported(service, namespace));
  const declared = [...(known.own.get(namespace) ?? []), ...seen].flatMap(({ host, ports }) =>
    ports.map(({ port }) => ({ host: host.replace(/^\*/, 'any'), port })),
  );
  const routed = known.routed
    .filter((host) => !isRegistered(world, host, namespace))
    .map((host) => ({ host, port: 80 }));
  return [...declared, ...routed];
}

function declaredIn(world: World): Declared {
  const own = new Map<string, MeshService[]>();
  const shared: MeshService[] = [];
  for (const service of world.services.filter(({ external }) => external)) {
    const isOwn = service.exportTo.every((to) => to === '.' || to === service.namespace);
    if (!isOwn) shared.push(service);
    else own.set(service.namespace, [...(own.get(service.namespace) ?? []), service]);
  }
  const inside = `.svc.${world.domain}`;
  const routed = world.routes
    .hostsBehind('mesh')
    .filter((host) => host.includes('.') && !host.startsWith('*') && !host.endsWith(inside));
  return { own, shared, routed };
}

/** Whether a host is one of the mesh, as a caller of a namespace may mean it. */
function isRegistered(world: World, host: string, namespace: string): boolean {
  return [resolvedHost(host, namespace, world.domain), host].some(
    (each) => world.servicesOf(each, namespace).length > 0,
  );
}

/** What tells the requests of workloads to a host outside of the mesh apart: routes, and gateways on the way. */
export function outwardParts(world: World, { host, port }: Outward): readonly ToldApart[] {
  const { usage } = routeUsage(world.routes.entriesBehind('mesh', host), world.domain);
  if (usage.size === 0 && world.routes.entriesBehind('mesh', host).length === 0) return [];
  const gateways = gatewaysOf(world).map((gateway) => toldApart(world, gateway, { host, port }));
  return [{ usage, tokens: [], certificates: [] }, ...gateways];
}

/** The way of one request of a workload that keeps to its proxy to a host outside of the mesh. */
export function outwardWay(
  world: World,
  caller: Workload,
  { host, port }: Outward,
  request: RequestClass,
  providers: Providers = {},
): Way | undefined {
  const { namespace, name } = caller;
  const ask = askOf(request, host, providers);
  const from = { kind: 'workload', namespace, name } as const;
  const ways = waysOf(world, honest(caller), from, { kind: 'host', host, port }, ask);
  return bestWay(ways.filter(({ copy }) => copy !== true));
}

/** Ways out of the mesh of a workload that keeps to its proxy, over every class of requests. */
export function honestOutward(world: World, caller: Workload, to: OutwardSelection, providers: Providers): Reach {
  const asked = to.kind === 'host' && to.port !== undefined ? [{ host: to.host, port: to.port }] : [];
  const declared = declaredOutward(world, caller).filter(
    ({ host, port }) => to.kind === 'outside' || (host === to.host && (to.port === undefined || to.port === port)),
  );
  const usual = to.kind === 'host' ? [80, 443].map((port) => ({ host: to.host, port })) : [];
  const ends = asked.length > 0 ? asked : declared.length > 0 ? declared : usual;
  const found = ends.map((end) => searchOutward(world, caller, end, providers));
  return {
    witnesses: found.flatMap(({ witnesses }) => witnesses),
    classes: found.reduce((sum, { classes }) => sum + classes, 0),
    unknown: found.flatMap(({ unknown }) => unknown),
  };
}

/** The first class of requests of a workload to a host outside of the mesh that gets there, `allow` before `depends`. */
export function searchOutward(world: World, caller: Workload, end: Outward, providers: Providers = {}): Reach {
  const dimensions = dimensionsOf(outwardParts(world, end));
  if (typeof dimensions === 'string') {
    return { witnesses: [], classes: 0, unknown: [`${key(caller)} -> ${end.host}:${String(end.port)}: ${dimensions}`] };
  }
  const classes = classCount(dimensions);
  let open: Witness | undefined;
  for (const request of requestClasses(dimensions)) {
    const way = outwardWay(world, caller, end, request, providers);
    if (way === undefined || way.trail.denied) continue;
    const { outcome, steps } = way.trail;
    const via = way.via === undefined ? {} : { gateway: way.via, host: request.host ?? end.host };
    const ends = { from: key(caller), to: end.host, port: end.port, protocol: 'http', principal: undefined } as const;
    const witness: Witness = {
      ...ends,
      outcome: outcome === 'allow' ? 'allow' : 'depends',
      request,
      trail: steps,
      ...via,
    };
    if (outcome === 'allow') return { witnesses: [witness], classes, unknown: [] };
    open ??= witness;
  }
  return { witnesses: open === undefined ? [] : [open], classes, unknown: [] };
}
