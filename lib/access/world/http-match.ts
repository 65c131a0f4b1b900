import { listOf, mapAt, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { expressionTest } from '../policy/text-pattern.js';

/** What routes look at. */
export interface RouteRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  /** What follows the path. @default - nothing */
  readonly query?: string;
  /** Port the request came in on. */
  readonly port: number;
  /** Gateway it came through, `namespace/name`, or `mesh`. */
  readonly gateway: string;
}

/** A route that a request takes. */
export interface TakenRoute {
  readonly entry: ManifestEntry;
  /** Place in the list of routes. */
  readonly index: number;
  readonly destinations: readonly Destination[];
  /** Path after a rewrite. */
  readonly path: string;
  /** Host after a rewrite. */
  readonly host: string;
  /** Set where the route answers by itself. */
  readonly answer: 'redirect' | 'direct' | undefined;
}

/** Where a route sends requests. */
export interface Destination {
  readonly host: string;
  readonly port: number | undefined;
  readonly weight: number;
}

/** Whether one of the matches of a route fits; a route without matches takes all. */
export function matchesRoute(matches: JsonValue | undefined, request: RouteRequest): boolean {
  const list = listOf(matches);
  return list.length === 0 || list.some((match) => fits(mapAt(match), request));
}

function fits(match: JsonObject, request: RouteRequest): boolean {
  const { uri, method, authority, port, headers, withoutHeaders, queryParams, gateways, ignoreUriCase } = match;
  const text = (value: string): string => (ignoreUriCase === true ? value.toLowerCase() : value);
  if (uri !== undefined && !textMatch(mapAt(uri), request.path, text)) return false;
  if (method !== undefined && !textMatch(mapAt(method), request.method)) return false;
  if (authority !== undefined && !textMatch(mapAt(authority), request.host)) return false;
  if (typeof port === 'number' && port !== request.port) return false;
  if (listOf(gateways).length > 0 && !listOf(gateways).includes(request.gateway)) return false;
  const header = ([name, value]: [string, JsonValue | undefined]): boolean => {
    const found = request.headers.get(name.toLowerCase());
    return found !== undefined && (Object.keys(mapAt(value)).length === 0 || textMatch(mapAt(value), found));
  };
  if (!Object.entries(mapAt(headers)).every(header)) return false;
  if (!Object.entries(mapAt(queryParams)).every(([name, value]) => paramFits(request, name, mapAt(value))))
    return false;
  return !Object.entries(mapAt(withoutHeaders)).some(header);
}

/** The first value of a parameter counts; an empty match only wants it to be there. */
function paramFits(request: RouteRequest, name: string, match: JsonObject): boolean {
  const found = queryParam(request, name);
  return found !== undefined && (Object.keys(match).length === 0 || textMatch(match, found));
}

/** The first value of a parameter of the query. */
export function queryParam({ query }: RouteRequest, name: string): string | undefined {
  return new URLSearchParams((query ?? '').replace(/#.*$/s, '')).get(name) ?? undefined;
}

function textMatch(match: JsonObject, value: string, fold = (text: string): string => text): boolean {
  const { exact, prefix, regex } = match;
  if (typeof exact === 'string') return fold(value) === fold(exact);
  if (typeof prefix === 'string') return fold(value).startsWith(fold(prefix));
  return typeof regex === 'string' && (expressionTest(regex)?.(value) ?? false);
}
