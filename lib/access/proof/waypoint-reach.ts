import type { ManifestEntry } from '../../manifest/index.js';
import { Trail } from '../path/answer.js';
import type { Providers } from '../path/arrival.js';
import type { Ask } from '../path/ask.js';
import { callPort, serveRoutes } from '../path/mesh-path.js';
import { honest, type Source } from '../path/source.js';
import type { Target } from '../path/targets.js';
import { passPodWaypoint, passServiceWaypoint } from '../path/waypoint-path.js';
import type { CallProtocol } from '../policy/call.js';
import type { TokenRule } from '../policy/request-authentication.js';
import { key, type Workload } from '../world/workload.js';
import type { World } from '../world/world.js';
import type { Witness } from './reach.js';
import { classCount, queryText, requestClasses, requestDimensions, type RequestClass } from './request-classes.js';
import { CLASS_BOUND } from './search.js';
import { routeUsage, unreadable } from './route-usage.js';
import { joinedUsage, usageOf, type Usage } from './usage.js';
import { ledTo, waypointRoutes } from './waypoint-routes.js';

/** What decides the requests of a way through a waypoint: its proxy first, then that of the callee. */
export interface Through {
  /** Values of requests that its policies tell apart. */
  readonly usage: Usage;
  /** Rules on tokens along the way. */
  readonly tokens: readonly TokenRule[];
  /** The whole way of one request. */
  readonly trailOf: (request: RequestClass) => Trail;
}

/** A place where a waypoint stands before a callee. */
interface Front {
  readonly protocol: CallProtocol;
  /** Port of the callee's pods. */
  readonly port: number;
  /** Pods of the waypoint, as they judge here. */
  readonly pods: Workload;
  /** Everything that a request may end in; what ends elsewhere is left out. */
  readonly waysOf: (ask: Ask) => readonly Trail[];
  /** Routes that the waypoint follows. */
  readonly routes: readonly ManifestEntry[];
  /** Host that clients write. */
  readonly host: string;
}

/** What a search through waypoints finds. */
export interface WaypointFindings {
  readonly witnesses: readonly Witness[];
  readonly classes: number;
  readonly unknown: readonly string[];
}

const NOTHING: WaypointFindings = { witnesses: [], classes: 0, unknown: [] };
const PROTOCOLS: readonly CallProtocol[] = ['http', 'tcp'];

/** Every way from a caller to a callee through the waypoints before it, with a witness for each port and protocol. */
export function throughWaypoints(
  world: World,
  caller: Workload,
  callee: Workload,
  ports: readonly number[],
  providers: Providers,
): WaypointFindings {
  if (world.waypoints.isEmpty || (caller.mesh !== 'ambient' && caller.mesh !== 'gateway')) return NOTHING;
  const fronts = [...serviceFronts(world, caller, callee), ...podFronts(world, caller, callee, ports)];
  const found = fronts.map((front) => searchFront(world, caller, callee, front, providers));
  return {
    witnesses: found.flatMap(({ witnesses }) => witnesses),
    classes: found.reduce((sum, { classes }) => sum + classes, 0),
    unknown: found.flatMap(({ unknown }) => unknown),
  };
}

function searchFront(
  world: World,
  caller: Workload,
  callee: Workload,
  front: Front,
  providers: Providers,
): WaypointFindings {
  const through = throughOf(world, callee, front, providers);
  const dimensions = requestDimensions(through.usage, front.protocol === 'http' ? through.tokens : []);
  const stuck = (why: string): WaypointFindings => {
    const way = `${key(caller)} -> ${key(callee)}:${String(front.port)}`;
    return { ...NOTHING, unknown: [`${way} through ${key(front.pods)}: ${why}`] };
  };
  const why = unreadable(through.usage);
  if (why !== undefined) return stuck(why);
  if (dimensions === undefined || classCount(dimensions) > CLASS_BOUND) return stuck('too many classes of requests');
  let open: Witness | undefined;
  const classes = classCount(dimensions);
  for (const request of requestClasses(dimensions)) {
    const trail = through.trailOf(request);
    if (trail.denied) continue;
    const { port, protocol } = front;
    const ends = { from: key(caller), to: key(callee), port, protocol, principal: world.principalOf(front.pods) };
    const outcome = trail.outcome === 'allow' ? 'allow' : 'depends';
    const witness: Witness = { ...ends, outcome, request, trail: trail.steps, through };
    if (outcome === 'allow') return { witnesses: [witness], classes, unknown: [] };
    open ??= witness;
  }
  return { witnesses: open === undefined ? [] : [open], classes, unknown: [] };
}

function throughOf(world: World, callee: Workload, front: Front, providers: Providers): Through {
  const judges = callee.mesh === 'ambient' ? [front.pods] : [front.pods, callee];
  const policies = judges.map((each) => world.policiesOf(each));
  const { protocol, host, routes } = front;
  const routed = routeUsage(routes, world.domain);
  const usage = joinedUsage([usageOf(policies.map((each) => each.rules(protocol))), routed.usage]);
  const paths = [...(usage.get(':path') ?? [])];
  if (paths.length > 0) usage.set(':path', new Set([...paths, ...paths.flatMap(routed.before)]));
  return {
    usage,
    tokens: policies.flatMap(({ tokenRules }) => tokenRules),
    trailOf: (request) => {
      const trails = front.waysOf({ ...askFor(request, protocol, host), providers });
      return (
        trails.find(({ outcome }) => outcome === 'allow') ??
        trails.find(({ denied }) => !denied) ??
        trails[0] ??
        NOWHERE
      );
    },
  };
}

/** The trail of a request that routes lead elsewhere. */
const NOWHERE = new Trail().add({ kind: 'route', outcome: 'deny', text: 'a route leads elsewhere', basis: 'modelled' });

function askFor(request: RequestClass, protocol: CallProtocol, host: string): Omit<Ask, 'providers'> {
  const { method = 'GET', path = '/', headers = new Map<string, string>(), token, sni } = request;
  return { host: request.host ?? host, method, path, query: queryText(request), headers, token, sni, protocol };
}

function serviceFronts(world: World, caller: Workload, callee: Workload): readonly Front[] {
  const own = world.servicesBefore(callee);
  const services = [...new Set([...own, ...ledTo(world, callee)])];
  return services.flatMap((service) => {
    if (caller.mesh === 'gateway' && !world.waypoints.takesIngress(service)) return [];
    const choice = world.waypoints.ofService(service);
    if (choice.kind !== 'used') return [];
    return service.ports.flatMap((port) => portFronts(world, honest(caller), callee, { service, port }, choice.pods));
  });
}

function portFronts(world: World, source: Source, callee: Workload, target: Target, pods: Workload): readonly Front[] {
  const { service, port } = target;
  const routes = waypointRoutes(world, service);
  const own = world.targetPort(port, callee);
  if (own === undefined && routes.length === 0) return [];
  const waysOf: Front['waysOf'] = (ask) => {
    const trail = new Trail();
    const passed = passServiceWaypoint(world, source, service, port, ask, trail);
    if (passed.through === 'stopped') return [trail];
    return serveRoutes(world, passed.source, target, passed.ask, trail)
      .filter((way) => way.callee === callee)
      .map((way) => way.trail);
  };
  const places = port.protocol === 'auto' ? PROTOCOLS : [port.protocol];
  return places.map((protocol) => ({ protocol, port: own ?? port.port, pods, waysOf, routes, host: service.host }));
}

function podFronts(world: World, caller: Workload, callee: Workload, ports: readonly number[]): readonly Front[] {
  const choice = caller.mesh === 'ambient' ? world.waypoints.ofWorkload(callee) : undefined;
  if (choice?.kind !== 'used') return [];
  const source = honest(caller);
  return ports.flatMap((port) =>
    PROTOCOLS.map((protocol): Front => {
      const waysOf: Front['waysOf'] = (ask) => {
        const trail = new Trail();
        const passed = passPodWaypoint(world, source, callee, { port, protocol }, ask, trail);
        const pod = { callee, port, protocol, sni: '' };
        if (passed.through !== 'stopped')
          callPort(world, passed.source, pod, passed.ask, { mode: 'auto', entry: undefined }, trail);
        return [trail];
      };
      return { protocol, port, pods: choice.pods, waysOf, routes: [], host: key(callee) };
    }),
  );
}
