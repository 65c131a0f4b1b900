import { isMap, listOf, mapAt, textOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { strings } from '../../analyzer/read.js';
import { expressionTest } from '../policy/text-pattern.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { underRoot } from './delegates.js';
import { virtualServiceHeaders } from './header-change.js';
import { qualifiedHost } from './host.js';
import {
  callerFits,
  gatewayFits,
  matchesRoute,
  type Destination,
  type RouteRequest,
  type TakenRoute,
} from './http-match.js';

/** One match of a route, as a proxy holds it: the first that fits takes a request. */
export interface FlatRoute {
  readonly entry: ManifestEntry;
  /** Place in the list of routes. */
  readonly index: number;
  readonly route: JsonObject;
  readonly match: JsonObject;
  /** Whether it takes every request. */
  readonly catchesAll: boolean;
}

/** Whether a VirtualService is exported to a namespace. */
export function isVisible(entry: ManifestEntry, viewer: string, byDefault: readonly string[]): boolean {
  const own = strings(specOf(entry)['exportTo']);
  const listed = own.length > 0 ? own : byDefault.length > 0 ? byDefault : ['*'];
  return listed.some((to) => to === '*' || to === viewer || (to === '.' && namespaceOf(entry) === viewer));
}

/** Routes of a VirtualService, one for each match, with those of its delegates in place. */
export function flatRoutes(entry: ManifestEntry, set: ManifestSet, byDefault: readonly string[]): readonly FlatRoute[] {
  return httpOf(entry).flatMap(([index, route]) => {
    if (route['delegate'] === undefined) return flattened(entry, index, route);
    const target = delegateOf(entry, mapAt(route, 'delegate'), set);
    if (target === undefined || !isVisible(target, namespaceOf(entry), byDefault)) return [];
    return httpOf(target).flatMap(([at, own]) => {
      const merged = underRoot(route, own);
      return merged === undefined ? [] : flattened(target, at, merged);
    });
  });
}

/** The VirtualService that a route delegates to: one without hosts. */
export function delegateOf(entry: ManifestEntry, delegate: JsonObject, set: ManifestSet): ManifestEntry | undefined {
  const namespace = textOf(delegate['namespace']) ?? namespaceOf(entry);
  const found = set.get('networking.istio.io', 'VirtualService', namespace, textOf(delegate['name']) ?? '');
  return found === undefined || strings(specOf(found)['hosts']).length > 0 ? undefined : found;
}

function httpOf(entry: ManifestEntry): readonly (readonly [index: number, route: JsonObject])[] {
  return listOf(specOf(entry)['http']).map((value, index) => [index, mapAt(value)] as const);
}

function flattened(entry: ManifestEntry, index: number, route: JsonObject): readonly FlatRoute[] {
  const matches = listOf(route['match']).filter(isMap);
  return (matches.length === 0 ? [{}] : matches).map((match) => ({
    entry,
    index,
    route,
    match,
    catchesAll: catchesAll(match),
  }));
}

/** A match of every path and nothing else. */
function catchesAll(match: JsonObject): boolean {
  const { prefix, regex } = mapAt(match, 'uri');
  const path = match['uri'] === undefined || prefix === '/' || regex === '*' || regex === '.*';
  return (
    path &&
    ['headers', 'withoutHeaders', 'queryParams', 'method', 'authority', 'scheme'].every(
      (name) => match[name] === undefined,
    )
  );
}

/** The route that a request takes, of routes in their order. */
export function takenOf(routes: readonly FlatRoute[], request: RouteRequest, domain: string): TakenRoute | undefined {
  const found = routes.find(({ match, entry }) => matchesRoute(match, request, namespaceOf(entry)));
  if (found === undefined) return undefined;
  const { entry, index, route, match } = found;
  const rewrite = mapAt(route, 'rewrite');
  const headers = virtualServiceHeaders(route);
  const mirrors = mirrorsOf(route, namespaceOf(entry), domain);
  const answer =
    route['redirect'] !== undefined ? 'redirect' : route['directResponse'] !== undefined ? 'direct' : undefined;
  return {
    entry,
    index,
    destinations: destinationsOf(route, namespaceOf(entry), domain),
    path: rewritten(rewrite, match, request.path),
    host: textOf(rewrite['authority']) ?? headers?.set.get(':authority') ?? headers?.set.get('host'),
    ...(headers === undefined ? {} : { headers }),
    ...(mirrors.length === 0 ? {} : { mirrors }),
    answer,
  };
}

/** Where a route of any protocol leads. */
export function destinationsOf(route: JsonObject, namespace: string, domain: string): readonly Destination[] {
  return listOf(route['route']).map((value) => {
    const { destination, weight } = mapAt(value);
    const headers = virtualServiceHeaders(mapAt(value));
    const found = destinationOf(mapAt(destination), namespace, domain, typeof weight === 'number' ? weight : 1);
    return headers === undefined ? found : { ...found, headers };
  });
}

/**
 * Where copies of requests go; a share of nought is none.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMirrorPolicy
 */
export function mirrorsOf(route: JsonObject, namespace: string, domain: string): readonly Destination[] {
  const { mirror, mirrorPercentage, mirrorPercent, mirror_percent } = route;
  const share = mapAt(mirrorPercentage)['value'] ?? mirrorPercent ?? mirror_percent;
  const single = mirror === undefined ? [] : [{ target: mapAt(mirror), share }];
  const listed = listOf(route['mirrors']).map((value) => ({
    target: mapAt(value, 'destination'),
    share: mapAt(value, 'percentage')['value'],
  }));
  return [...single, ...listed]
    .filter((each) => each.share !== 0)
    .map(({ target }) => destinationOf(target, namespace, domain, 1));
}

function destinationOf(destination: JsonObject, namespace: string, domain: string, weight: number): Destination {
  const port = mapAt(destination, 'port')['number'];
  const subset = textOf(destination['subset']);
  return {
    host: qualifiedHost(textOf(destination['host']) ?? '', namespace, domain),
    port: typeof port === 'number' ? port : undefined,
    weight,
    ...(subset === undefined ? {} : { subset }),
  };
}

/** A rewrite replaces the prefix that matched, or the whole path, or what an expression finds. */
function rewritten(rewrite: JsonObject, match: JsonObject, path: string): string {
  const uri = textOf(rewrite['uri']);
  if (uri === undefined) return replaced(mapAt(rewrite, 'uriRegexRewrite'), path);
  const prefix = textOf(mapAt(match, 'uri')['prefix']);
  return prefix === undefined || !path.toLowerCase().startsWith(prefix.toLowerCase())
    ? uri
    : uri + path.slice(prefix.length);
}

/** Groups are written `\1` there. A text that RE2 refuses changes nothing. */
function replaced({ match, rewrite }: JsonObject, path: string): string {
  const [found, change] = [textOf(match), textOf(rewrite)];
  if (found === undefined || change === undefined || expressionTest(found) === undefined) return path;
  return path.replace(
    new RegExp(found, 'g'),
    change.replaceAll('$', '$$$$').replace(/\\(\d)/g, (_, group: string) => (group === '0' ? '$&' : `$${group}`)),
  );
}

/** A connection that is not HTTP to the proxy. */
export interface Connection extends Pick<RouteRequest, 'gateway' | 'port' | 'caller'> {
  /** Host that is called. */
  readonly host: string;
  /** Server name of the connection. @default - the host */
  readonly sni?: string;
}

/** Whether a route for plain connections takes one, by server name where it has one, by port and by who calls. */
export function takesConnection(route: JsonObject, connection: Connection, own: string, tls: boolean): boolean {
  const { gateway, port, caller, host, sni = host } = connection;
  const matches = listOf(route['match']).map((value) => mapAt(value));
  if (matches.length === 0) return !tls;
  return matches.some(
    (match) =>
      (match['port'] === undefined || match['port'] === port) &&
      gatewayFits(match, gateway, own) &&
      callerFits(match, caller) &&
      (!tls || namesServer(match['sniHosts'], sni)),
  );
}

function namesServer(hosts: JsonValue | undefined, name: string): boolean {
  return strings(hosts).some((host) => (host.startsWith('*') ? name.endsWith(host.slice(1)) : host === name));
}
