import { listOf, mapAt, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { strings } from '../../analyzer/read.js';
import type { MeshConfig } from '../mesh-config.js';
import { byAge } from '../policy/order.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { hostCovers } from './egress-scope.js';
import { qualifiedHost } from './host.js';
import { gatewayName, type RouteRequest, type TakenRoute } from './http-match.js';
import { ApiRoutes } from './api-route.js';
import { takenRule } from './http-route.js';
import type { RouteScope } from './route-scope.js';
import {
  delegateOf,
  destinationsOf,
  flatRoutes,
  isVisible,
  takenOf,
  takesConnection,
  type Connection,
  type FlatRoute,
} from './virtual-service.js';

/** A VirtualService, and the host under which a server or the mesh serves it for a request. */
interface Served {
  readonly entry: ManifestEntry;
  readonly host: string;
}

/** The routes of a set: VirtualServices with their delegates, and those of the Gateway API. */
export class Routes {
  private readonly byGateway = new Map<string, ManifestEntry[]>();
  /** VirtualServices by gateway and exact host, and those with a wildcard by gateway alone; the oldest first. */
  private readonly byHost = new Map<string, ManifestEntry[]>();
  private readonly api: ApiRoutes;
  private readonly flat = new Map<ManifestEntry, readonly FlatRoute[]>();
  private readonly hosts = new Map<ManifestEntry, readonly string[]>();
  /** What the mesh serves, by viewer and host. */
  private readonly served = new Map<string, readonly Served[]>();
  private readonly exportedTo: readonly string[];

  constructor(
    private readonly set: ManifestSet,
    mesh: MeshConfig,
    private readonly domain: string,
  ) {
    this.api = new ApiRoutes(set, domain);
    this.exportedTo = strings(mesh.values['defaultVirtualServiceExportTo']);
    for (const entry of [...set.byKind('networking.istio.io', 'VirtualService')].sort(byAge)) {
      for (const gateway of gatewaysOf(entry)) {
        add(this.byGateway, gateway, entry);
        for (const host of new Set(this.hostsOf(entry).map((each) => (each.startsWith('*') ? '*' : each)))) {
          add(this.byHost, `${gateway} ${host}`, entry);
        }
      }
    }
  }

  /** External hosts of routes behind a gateway, `namespace/name` or `mesh`, sorted. */
  hostsBehind(gateway: string): readonly string[] {
    const virtual = (this.byGateway.get(gateway) ?? []).flatMap((entry) => strings(specOf(entry)['hosts']));
    const routes = this.api.behind(gateway).flatMap((entry) => strings(specOf(entry)['hostnames']));
    return [...new Set([...virtual, ...routes])].sort();
  }

  /** Every route that requests for a host behind a gateway may meet, delegates among them. */
  entriesBehind(gateway: string, host: string): readonly ManifestEntry[] {
    const covering = this.covering(gateway, host);
    const delegates = covering.flatMap((entry) =>
      listOf(specOf(entry)['http']).flatMap((value) => {
        const delegate = mapAt(value)['delegate'];
        const target = delegate === undefined ? undefined : delegateOf(entry, mapAt(delegate), this.set);
        return target === undefined ? [] : [target];
      }),
    );
    const bound = gateway === 'mesh' ? this.api.before(host) : this.api.behind(gateway);
    return [...new Set([...covering, ...delegates, ...bound])];
  }

  /**
   * The route of an HTTP request; undefined where none takes it. A gateway merges what is bound to it for one host, the
   * older object first and routes for everything last; a sidecar follows the oldest object alone.
   *
   * @param host - the host that is called; in the mesh that of the Service
   */
  http(request: RouteRequest, host: string, scope: RouteScope): TakenRoute | undefined {
    const found = this.servedBy(request.gateway, host, scope);
    const [best] = found;
    if (best !== undefined) {
      const merged = found.filter((each) => each.host === best.host).map(({ entry }) => entry);
      const inMesh = request.gateway === 'mesh';
      const taken = takenOf(this.ordered(inMesh ? [best.entry] : merged), request, this.domain);
      return taken ?? (inMesh && listOf(specOf(best.entry)['http']).length > 0 ? unrouted(best.entry) : undefined);
    }
    const bound = this.bound('http', request.gateway, host, request.port, scope);
    const taken = takenRule(bound, request, this.api);
    const [first] = bound;
    return taken ?? (request.gateway === 'mesh' && first !== undefined ? unrouted(first) : undefined);
  }

  /** How specific the host is under which a server serves a host; without end below any where it serves none. */
  servedWeight(gateway: string, host: string, scope: RouteScope): number {
    const [best] = this.servedBy(gateway, host, scope);
    return best === undefined ? -Infinity : weight(best.host);
  }

  /** The route of a connection that is not HTTP to the proxy. */
  tcp(connection: Connection, scope: RouteScope): TakenRoute | undefined {
    const { gateway, host, port, sni = host } = connection;
    for (const { entry } of this.servedBy(gateway, host, scope)) {
      const spec = specOf(entry);
      const tls = listOf(spec['tls']).map((value) => mapAt(value));
      const tcp = listOf(spec['tcp']).map((value) => mapAt(value));
      const route =
        tls.find((each) => takesConnection(each, connection, namespaceOf(entry), true)) ??
        tcp.find((each) => takesConnection(each, connection, namespaceOf(entry), false));
      if (route === undefined) continue;
      const destinations = destinationsOf(route, namespaceOf(entry), this.domain);
      const index = [...tls, ...tcp].indexOf(route);
      return { entry, index, destinations, path: '', host: undefined, answer: undefined };
    }
    const [entry] = this.bound('connection', gateway, host, port, scope).filter((each) => takesName(each, sni));
    const [rule] = entry === undefined ? [] : listOf(specOf(entry)['rules']).map((value) => mapAt(value));
    if (entry === undefined || rule === undefined) return undefined;
    const destinations = this.api.destinationsOf(entry, rule, gateway === 'mesh');
    return { entry, index: 0, destinations, path: '', host: undefined, answer: undefined };
  }

  /** VirtualServices that a server or the mesh serves for a host; the most specific host first, then the oldest. */
  private servedBy(gateway: string, host: string, scope: RouteScope): readonly Served[] {
    // Only routes of the Gateway API bind to its listeners.
    if (scope.section !== undefined) return [];
    if (gateway !== 'mesh') return this.findServed(gateway, host, scope);
    const name = `${scope.viewer} ${host}`;
    const known = this.served.get(name) ?? this.findServed(gateway, host, scope);
    this.served.set(name, known);
    const { imports } = scope;
    if (imports === undefined || known.length === 0) return known;
    return known.filter(({ entry }) => imports(namespaceOf(entry), this.hostsOf(entry)));
  }

  private findServed(gateway: string, host: string, scope: RouteScope): readonly Served[] {
    return this.covering(gateway, host)
      .filter((entry) => isVisible(entry, scope.viewer, this.exportedTo))
      .flatMap((entry): readonly Served[] => {
        const namespace = namespaceOf(entry);
        const servers = scope.hosts
          .filter(({ owner, host: pattern }) => (owner === '*' || owner === namespace) && hostCovers(pattern, host))
          .map((each) => each.host);
        const own = this.hostsOf(entry).filter((pattern) => hostCovers(pattern, host));
        if (servers.length === 0 || own.length === 0) return [];
        // What both cover is served under the more specific of the two.
        const narrow = [longest(servers), longest(own)];
        return [{ entry, host: longest(narrow) }];
      })
      .sort((a, b) => weight(b.host) - weight(a.host));
  }

  private ordered(entries: readonly ManifestEntry[]): readonly FlatRoute[] {
    const all = entries.flatMap((entry) => this.flatOf(entry));
    if (entries.length < 2) return all;
    return [...all.filter(({ catchesAll }) => !catchesAll), ...all.filter(({ catchesAll }) => catchesAll)];
  }

  private flatOf(entry: ManifestEntry): readonly FlatRoute[] {
    const known = this.flat.get(entry) ?? flatRoutes(entry, this.set, this.exportedTo);
    this.flat.set(entry, known);
    return known;
  }

  /**
   * Routes of the Gateway API for a host: at a listener those of the most specific hostname alone, as a proxy looks for
   * the host before anything else; in the mesh those of the Service, whatever hostnames they name.
   */
  private bound(
    protocol: 'http' | 'connection',
    gateway: string,
    host: string,
    port: number,
    scope: RouteScope,
  ): readonly ManifestEntry[] {
    if (gateway === 'mesh') return this.api.inMesh(protocol, host, scope.viewer, port);
    if (scope.section === undefined) return [];
    const own = longest(scope.hosts.map((each) => each.host).filter((pattern) => hostCovers(pattern, host)));
    const found = this.api.atListener(protocol, gateway, scope).flatMap((entry) => {
      const written = strings(specOf(entry)['hostnames']);
      const names = written.length === 0 ? ['*'] : written.filter((pattern) => hostCovers(pattern, host));
      return names.length === 0 ? [] : [{ entry, weight: weight(longest([own, ...names])) }];
    });
    const best = Math.max(...found.map((each) => each.weight));
    return found.filter((each) => each.weight === best).map(({ entry }) => entry);
  }

  /** VirtualServices that may cover a host; the exact ones first. */
  private covering(gateway: string, host: string): readonly ManifestEntry[] {
    const [exact, wild] = [this.byHost.get(`${gateway} ${host}`), this.byHost.get(`${gateway} *`)];
    return wild === undefined ? (exact ?? []) : [...new Set([...(exact ?? []), ...wild])];
  }

  private hostsOf(entry: ManifestEntry): readonly string[] {
    const known =
      this.hosts.get(entry) ??
      strings(specOf(entry)['hosts']).map((host) => qualifiedHost(host, namespaceOf(entry), this.domain));
    this.hosts.set(entry, known);
    return known;
  }
}

/** Whether a route that looks at server names takes one; others take every connection. */
function takesName(entry: ManifestEntry, sni: string): boolean {
  const names = strings(specOf(entry)['hostnames']);
  return names.length === 0 || names.some((pattern) => hostCovers(pattern, sni));
}

/** What the proxy of a caller makes of a request that no route of an object takes: it answers that there is nothing. */
function unrouted(entry: ManifestEntry): TakenRoute {
  return { entry, index: 0, destinations: [], path: '', host: undefined, answer: 'none' };
}

function gatewaysOf(entry: ManifestEntry): readonly string[] {
  const gateways = strings(specOf(entry)['gateways']);
  if (gateways.length === 0) return strings(specOf(entry)['hosts']).length === 0 ? [] : ['mesh'];
  return gateways.map((name) => gatewayName(name, namespaceOf(entry)));
}

function add(lists: Map<string, ManifestEntry[]>, name: string, entry: ManifestEntry): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [entry]);
  else list.push(entry);
}

function longest(hosts: readonly string[]): string {
  return hosts.reduce((best, host) => (weight(host) > weight(best) ? host : best), '*');
}

/** How specific a host is: one without a star before all others, then the longer one. */
function weight(host: string): number {
  return host.startsWith('*') ? host.length - 1_000 : host.length;
}
