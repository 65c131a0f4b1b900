import { mapAt, textsOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { selects, strings } from '../../analyzer/read.js';
import type { Token } from '../policy/call.js';
import type { Labels } from '../policy/selector.js';
import { expressionTest } from '../policy/text-pattern.js';
import { claimTexts } from '../policy/token-test.js';
import type { HeaderChange } from './header-change.js';

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
  /** Whether it came over TLS that the proxy took off. @default false */
  readonly secure?: boolean;
  /** Pods that call, as routes of the mesh see them. @default - a client of a gateway */
  readonly caller?: { readonly namespace: string; readonly labels: Labels };
  /** The token that the proxy accepted. @default - none */
  readonly token?: Token | undefined;
}

/** A route that a request takes. */
export interface TakenRoute {
  readonly entry: ManifestEntry;
  /** Place in the list of routes. */
  readonly index: number;
  readonly destinations: readonly Destination[];
  /** Where copies of the request go, whose answers nobody sees. @default - nowhere */
  readonly mirrors?: readonly Destination[];
  /** Path after a rewrite. */
  readonly path: string;
  /** Host that a rewrite sets; undefined where it stays. */
  readonly host: string | undefined;
  /** What it does to headers. @default - nothing */
  readonly headers?: HeaderChange;
  /** Set where the proxy answers by itself; `none` where routes hold for the host and none takes the request. */
  readonly answer: 'redirect' | 'direct' | 'none' | undefined;
}

/** Where a route sends requests. */
export interface Destination {
  readonly host: string;
  readonly port: number | undefined;
  readonly weight: number;
  /** Subset of the Service. @default - none */
  readonly subset?: string;
  /** What it does to headers on this way alone. @default - nothing */
  readonly headers?: HeaderChange;
}

/**
 * Whether one match of a VirtualService fits.
 *
 * @param own - namespace of the VirtualService, in which names of gateways are meant
 */
export function matchesRoute(match: JsonObject, request: RouteRequest, own: string): boolean {
  const { uri, method, authority, scheme, port, queryParams, ignoreUriCase } = match;
  const text = (value: string): string => (ignoreUriCase === true ? value.toLowerCase() : value);
  if (uri !== undefined && !textMatch(mapAt(uri), request.path, text)) return false;
  if (method !== undefined && !textMatch(mapAt(method), request.method)) return false;
  if (authority !== undefined && !textMatch(mapAt(authority), request.host)) return false;
  if (scheme !== undefined && !textMatch(mapAt(scheme), request.secure === true ? 'https' : 'http')) return false;
  if (typeof port === 'number' && port !== request.port) return false;
  if (!gatewayFits(match, request.gateway, own) || !callerFits(match, request.caller) || !headersFit(match, request))
    return false;
  return Object.entries(mapAt(queryParams)).every(([name, value]) => paramFits(request, name, mapAt(value)));
}

/** Whether a match is for a gateway, or for the mesh; a short name means one beside the VirtualService. */
export function gatewayFits({ gateways }: JsonObject, gateway: string, own: string): boolean {
  const listed = strings(gateways);
  return listed.length === 0 || listed.some((name) => gatewayName(name, own) === gateway);
}

/** A gateway as `namespace/name`, or `mesh`. */
export function gatewayName(name: string, own: string): string {
  return name === 'mesh' || name.includes('/') ? name : `${own}/${name}`;
}

/** Pods that a match names are those that call in the mesh; a gateway has none of them. */
export function callerFits({ sourceLabels, sourceNamespace }: JsonObject, caller: RouteRequest['caller']): boolean {
  if (sourceNamespace !== undefined && caller?.namespace !== sourceNamespace) return false;
  return sourceLabels === undefined || (caller !== undefined && selects(textsOf(mapAt(sourceLabels)), caller.labels));
}

function headersFit({ headers, withoutHeaders }: JsonObject, request: RouteRequest): boolean {
  const fits = ([name, value]: [string, JsonValue | undefined]): boolean => {
    const match = mapAt(value);
    const found = name.startsWith(CLAIMS) ? claimsOf(name, request) : [request.headers.get(name.toLowerCase())];
    return found.some((each) => each !== undefined && (Object.keys(match).length === 0 || textMatch(match, each)));
  };
  return Object.entries(mapAt(headers)).every(fits) && !Object.entries(mapAt(withoutHeaders)).some(fits);
}

const CLAIMS = '@request.auth.claims';

/** Names of the claim that a header of a match stands for: behind a dot, or each in brackets. */
export function claimPath(name: string): readonly string[] | undefined {
  if (!name.startsWith(CLAIMS)) return undefined;
  const rest = name.slice(CLAIMS.length);
  return rest.startsWith('.') ? rest.slice(1).split('.') : rest.slice(1, -1).split('][');
}

function claimsOf(name: string, { token }: RouteRequest): readonly string[] {
  const path = claimPath(name);
  return token === undefined || path === undefined ? [] : claimTexts(token, path);
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
