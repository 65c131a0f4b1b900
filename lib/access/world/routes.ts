import { listOf, mapAt, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { strings } from '../../analyzer/read.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { hostCovers } from './egress-scope.js';
import { gatewayRoutes } from './gateway-routes.js';
import { qualifiedHost, splitAuthority } from './host.js';
import { matchesRoute, type Destination, type RouteRequest, type TakenRoute } from './http-match.js';

/** The routes of a set: VirtualServices with their delegates, and HTTPRoutes. */
export class Routes {
  private readonly virtual: readonly ManifestEntry[];
  private readonly byGateway = new Map<string, ManifestEntry[]>();
  /** VirtualServices by gateway and exact host, and those with a wildcard by gateway alone. */
  private readonly byHost = new Map<string, ManifestEntry[]>();
  private readonly httpRoutes: readonly ManifestEntry[];
  private readonly grants: readonly ManifestEntry[];

  constructor(
    private readonly set: ManifestSet,
    private readonly domain: string,
  ) {
    this.virtual = set.byKind('networking.istio.io', 'VirtualService');
    this.httpRoutes = set.byKind('gateway.networking.k8s.io', 'HTTPRoute');
    this.grants = set.byKind('gateway.networking.k8s.io', 'ReferenceGrant');
    for (const entry of this.virtual) {
      for (const gateway of this.gatewaysOf(entry)) {
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
    const routes = this.httpRoutes
      .filter((entry) => gatewayRoutes.bindsTo(entry, gateway))
      .flatMap((entry) => strings(specOf(entry)['hostnames']));
    return [...new Set([...virtual, ...routes])].sort();
  }

  /** Every route that requests for a host behind a gateway may meet, delegates among them. */
  entriesBehind(gateway: string, host: string): readonly ManifestEntry[] {
    const covering = this.covering(gateway, host);
    const delegates = covering.flatMap((entry) =>
      listOf(specOf(entry)['http']).flatMap((value) => {
        const delegate = mapAt(value, 'delegate');
        const namespace = textOf(delegate['namespace']) ?? namespaceOf(entry);
        const name = textOf(delegate['name']);
        const target =
          name === undefined ? undefined : this.set.get('networking.istio.io', 'VirtualService', namespace, name);
        return target === undefined ? [] : [target];
      }),
    );
    const bound = this.httpRoutes.filter((entry) => gatewayRoutes.bindsTo(entry, gateway));
    return [...new Set([...covering, ...delegates, ...bound])];
  }

  /**
   * The route of an HTTP request behind a gateway or in the mesh; undefined where none takes it.
   *
   * @param owners - namespaces whose routes the server takes; `*` for all
   */
  http(request: RouteRequest, owners: readonly string[]): TakenRoute | undefined {
    const { host } = splitAuthority(request.host);
    const candidates = this.covering(request.gateway, host)
      .filter((entry) => owners.includes('*') || owners.includes(namespaceOf(entry)))
      .map((entry) => ({ entry, covered: this.hostsOf(entry).filter((pattern) => hostCovers(pattern, host)) }))
      .filter(({ covered }) => covered.length > 0)
      .sort((a, b) => longest(b.covered) - longest(a.covered));
    const [best] = candidates;
    if (best === undefined) {
      const { domain, grants } = this;
      return gatewayRoutes.http(this.httpRoutes, request, host, { domain, owners, grants });
    }
    return this.taken(best.entry, request);
  }

  /** Destinations of plain TCP routes in the mesh for a host. */
  tcp(gateway: string, host: string, owners: readonly string[]): TakenRoute | undefined {
    for (const entry of this.covering(gateway, host)) {
      if (!owners.includes('*') && !owners.includes(namespaceOf(entry))) continue;
      if (!this.hostsOf(entry).some((pattern) => hostCovers(pattern, host))) continue;
      const spec = specOf(entry);
      const [route] = [...listOf(spec['tls']), ...listOf(spec['tcp'])];
      if (route === undefined) continue;
      const destinations = this.destinations(mapAt(route), namespaceOf(entry));
      return { entry, index: 0, destinations, path: '', host, answer: undefined };
    }
    return undefined;
  }

  /** VirtualServices that may cover a host; the exact ones first. */
  private covering(gateway: string, host: string): readonly ManifestEntry[] {
    const [exact, wild] = [this.byHost.get(`${gateway} ${host}`), this.byHost.get(`${gateway} *`)];
    return wild === undefined ? (exact ?? []) : [...new Set([...(exact ?? []), ...wild])];
  }

  private taken(entry: ManifestEntry, request: RouteRequest): TakenRoute | undefined {
    for (const [index, value] of listOf(specOf(entry)['http']).entries()) {
      const route = mapAt(value);
      if (!matchesRoute(route['match'], request)) continue;
      if (route['delegate'] !== undefined) return this.delegated(entry, mapAt(route, 'delegate'), request);
      return this.route(entry, index, route, request);
    }
    return undefined;
  }

  private delegated(entry: ManifestEntry, delegate: JsonObject, request: RouteRequest): TakenRoute | undefined {
    const namespace = textOf(delegate['namespace']) ?? namespaceOf(entry);
    const target = this.set.get('networking.istio.io', 'VirtualService', namespace, textOf(delegate['name']) ?? '');
    if (target === undefined || target === entry) return undefined;
    for (const [index, value] of listOf(specOf(target)['http']).entries()) {
      const route = mapAt(value);
      // A delegate of a delegate is not followed by Istio either.
      if (matchesRoute(route['match'], request)) return this.route(target, index, route, request);
    }
    return undefined;
  }

  private route(entry: ManifestEntry, index: number, route: JsonObject, request: RouteRequest): TakenRoute {
    const rewrite = mapAt(route, 'rewrite');
    return {
      entry,
      index,
      destinations: this.destinations(route, namespaceOf(entry)),
      path: rewritten(route, textOf(rewrite['uri']), request.path),
      host: textOf(rewrite['authority']) ?? request.host,
      answer:
        route['redirect'] !== undefined ? 'redirect' : route['directResponse'] !== undefined ? 'direct' : undefined,
    };
  }

  private destinations(route: JsonObject, namespace: string): readonly Destination[] {
    return listOf(route['route']).map((value) => {
      const { destination, weight } = mapAt(value);
      const port = mapAt(destination, 'port')['number'];
      return {
        host: qualifiedHost(textOf(mapAt(destination)['host']) ?? '', namespace, this.domain),
        port: typeof port === 'number' ? port : undefined,
        weight: typeof weight === 'number' ? weight : 1,
      };
    });
  }

  private hostsOf(entry: ManifestEntry): readonly string[] {
    return strings(specOf(entry)['hosts']).map((host) => qualifiedHost(host, namespaceOf(entry), this.domain));
  }

  private gatewaysOf(entry: ManifestEntry): readonly string[] {
    const gateways = strings(specOf(entry)['gateways']);
    if (gateways.length === 0) return strings(specOf(entry)['hosts']).length === 0 ? [] : ['mesh'];
    return gateways.map((name) => (name === 'mesh' || name.includes('/') ? name : `${namespaceOf(entry)}/${name}`));
  }
}

function add(lists: Map<string, ManifestEntry[]>, name: string, entry: ManifestEntry): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [entry]);
  else list.push(entry);
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => (text.startsWith('*') ? text.length - 1_000 : text.length)));
}

/** A rewrite replaces the prefix that matched, or the whole path. */
function rewritten(route: JsonObject, uri: string | undefined, path: string): string {
  if (uri === undefined) return path;
  const prefixes = listOf(route['match']).map((match) => textOf(mapAt(match, 'uri')['prefix']));
  const prefix = prefixes.find((each) => each !== undefined && path.startsWith(each));
  return prefix === undefined ? uri : uri + path.slice(prefix.length);
}
