import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import { compare } from '../../manifest/manifest-set.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { strings } from '../../analyzer/read.js';
import { byAge } from '../policy/order.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { expressionTest } from '../policy/text-pattern.js';
import { hostCovers } from './egress-scope.js';
import { filterHeaders } from './header-change.js';
import { queryParam, type RouteRequest, type TakenRoute } from './http-match.js';
import type { RouteScope } from './route-scope.js';

/** Whether an HTTPRoute names a gateway, `namespace/name`, as its parent, and one of its listeners if it asks for one. */
export function bindsTo(entry: ManifestEntry, gateway: string, at?: Pick<RouteScope, 'section' | 'port'>): boolean {
  return parentsOf(entry).some(({ group, kind, namespace, name, sectionName, port }) => {
    const isGateway = (kind ?? 'Gateway') === 'Gateway' && (group ?? GATEWAY_API) === GATEWAY_API;
    if (!isGateway || `${textOf(namespace) ?? namespaceOf(entry)}/${textOf(name) ?? ''}` !== gateway) return false;
    if (at === undefined) return true;
    return (sectionName === undefined || sectionName === at.section) && (port === undefined || port === at.port);
  });
}

/**
 * Whether an HTTPRoute is for calls in the mesh to a Service.
 *
 * @see https://gateway-api.sigs.k8s.io/mesh/
 */
export function bindsToService(entry: ManifestEntry, host: string, domain: string, port?: number): boolean {
  return parentsOf(entry).some((parent) => {
    if (parent['kind'] !== 'Service' || (parent['group'] !== '' && parent['group'] !== 'core')) return false;
    const namespace = textOf(parent['namespace']) ?? namespaceOf(entry);
    const own = `${textOf(parent['name']) ?? ''}.${namespace}.svc.${domain}`;
    return own === host && (port === undefined || parent['port'] === undefined || parent['port'] === port);
  });
}

/** The rule that takes a request, of routes that are bound where it came in. */
export function takenRule(
  entries: readonly ManifestEntry[],
  request: RouteRequest,
  host: string,
  grants: readonly ManifestEntry[],
  domain: string,
): TakenRoute | undefined {
  const found = entries.flatMap((entry) => candidatesOf(entry, request, host)).sort(moreSpecific)[0];
  return found === undefined ? undefined : taken(found, request, grants, domain);
}

const GATEWAY_API = 'gateway.networking.k8s.io';

function parentsOf(entry: ManifestEntry): readonly JsonObject[] {
  return listOf(specOf(entry)['parentRefs']).map((value) => mapAt(value));
}

interface Candidate {
  readonly entry: ManifestEntry;
  readonly index: number;
  readonly rule: JsonObject;
  /** Prefix that matched, for a rewrite of it; undefined where the path as a whole did. */
  readonly prefix: string | undefined;
  /** What makes it more specific, the most telling first. */
  readonly rank: readonly number[];
}

function candidatesOf(entry: ManifestEntry, request: RouteRequest, host: string): readonly Candidate[] {
  const names = strings(specOf(entry)['hostnames']);
  const covering = names.filter((name) => hostCovers(name, host));
  if (names.length > 0 && covering.length === 0) return [];
  const own = Math.max(0, ...covering.map((name) => (name.startsWith('*') ? name.length : 10_000)));
  return listOf(specOf(entry)['rules']).flatMap((value, index) => {
    const rule = mapAt(value);
    const written = listOf(rule['matches']).map((match) => mapAt(match));
    return (written.length === 0 ? [{}] : written)
      .filter((match) => fits(match, request))
      .map((match) => ({ entry, index, rule, prefix: prefixOf(match), rank: [own, ...rankOf(match)] }));
  });
}

/**
 * The order of the Gateway API: host, kind and length of the path, method, number of headers and parameters; then the
 * older route, and the earlier rule.
 */
function moreSpecific(a: Candidate, b: Candidate): number {
  for (const [at, value] of a.rank.entries()) {
    const other = b.rank[at] ?? 0;
    if (value !== other) return other - value;
  }
  return byAge(a.entry, b.entry) || compare(String(a.index), String(b.index));
}

function rankOf(match: JsonObject): readonly number[] {
  const path = mapAt(match, 'path');
  const kind = { Exact: 3, RegularExpression: 1 }[textOf(path['type']) ?? ''] ?? 2;
  const length = (textOf(path['value']) ?? '/').length;
  const count = (list: JsonValue | undefined): number => listOf(list).length;
  return [kind, length, match['method'] === undefined ? 0 : 1, count(match['headers']), count(match['queryParams'])];
}

function prefixOf(match: JsonObject): string | undefined {
  const path = mapAt(match, 'path');
  return path['type'] === undefined || path['type'] === 'PathPrefix' ? (textOf(path['value']) ?? '/') : undefined;
}

function fits(match: JsonObject, request: RouteRequest): boolean {
  if (match['method'] !== undefined && match['method'] !== request.method) return false;
  const named = (list: JsonValue | undefined, find: (name: string) => string | undefined): boolean =>
    listOf(list)
      .map((value) => mapAt(value))
      .every(({ name, value, type }) => {
        const found = find(textOf(name) ?? '');
        if (found === undefined || typeof value !== 'string') return false;
        return type === 'RegularExpression' ? (expressionTest(value)?.(found) ?? false) : found === value;
      });
  if (!named(match['headers'], (name) => request.headers.get(name.toLowerCase()))) return false;
  return named(match['queryParams'], (name) => queryParam(request, name)) && pathFits(match, request.path);
}

/** A prefix ends at a slash. */
function pathFits(match: JsonObject, path: string): boolean {
  const { type, value: written } = mapAt(match, 'path');
  const value = textOf(written) ?? '/';
  switch (type) {
    case 'Exact':
      return path === value;
    case 'RegularExpression':
      return expressionTest(value)?.(path) === true;
    default: {
      const start = value.endsWith('/') ? value.slice(0, -1) : value;
      return path === start || path.startsWith(`${start}/`);
    }
  }
}

function taken(
  { entry, index, rule, prefix }: Candidate,
  request: RouteRequest,
  grants: readonly ManifestEntry[],
  domain: string,
): TakenRoute {
  const filters = listOf(rule['filters']).map((value) => mapAt(value));
  const rewrite = mapAt(
    filters.find(({ type }) => type === 'URLRewrite'),
    'urlRewrite',
  );
  const headers = filterHeaders(filters);
  return {
    entry,
    index,
    destinations: listOf(rule['backendRefs'])
      .map((value) => mapAt(value))
      .filter((reference) => isService(reference) && isGranted(reference, namespaceOf(entry), grants))
      .map((reference) => backend(reference, namespaceOf(entry), domain)),
    path: rewritten(mapAt(rewrite, 'path'), prefix, request.path),
    host: textOf(rewrite['hostname']) ?? headers?.set.get('host'),
    ...(headers === undefined ? {} : { headers }),
    answer: filters.some(({ type }) => type === 'RequestRedirect') ? 'redirect' : undefined,
  };
}

function rewritten(
  { type, replaceFullPath, replacePrefixMatch }: JsonObject,
  prefix: string | undefined,
  path: string,
): string {
  if (type === 'ReplaceFullPath') return textOf(replaceFullPath) ?? path;
  const change = textOf(replacePrefixMatch);
  if (type !== 'ReplacePrefixMatch' || change === undefined || prefix === undefined) return path;
  const rest = path.slice(prefix.endsWith('/') ? prefix.length - 1 : prefix.length);
  const made = change.endsWith('/') && rest.startsWith('/') ? change.slice(0, -1) + rest : change + rest;
  return made.startsWith('/') ? made : `/${made}`;
}

function isService({ group, kind }: JsonObject): boolean {
  return (kind ?? 'Service') === 'Service' && (group ?? '') === '';
}

/** Whether a route may send to a Service: one of its own namespace, or one that a ReferenceGrant opens to it. */
function isGranted({ namespace, name }: JsonObject, own: string, grants: readonly ManifestEntry[]): boolean {
  const other = textOf(namespace) ?? own;
  if (other === own) return true;
  return grants.some((grant) => {
    if (namespaceOf(grant) !== other) return false;
    const from = listOf(specOf(grant)['from']).map((value) => mapAt(value));
    const to = listOf(specOf(grant)['to']).map((value) => mapAt(value));
    return (
      from.some((each) => each['group'] === GATEWAY_API && each['kind'] === 'HTTPRoute' && each['namespace'] === own) &&
      to.some((each) => (each['group'] ?? '') === '' && each['kind'] === 'Service' && (each['name'] ?? name) === name)
    );
  });
}

function backend(reference: JsonObject, own: string, domain: string): TakenRoute['destinations'][number] {
  const { name, namespace, port, weight } = reference;
  const headers = filterHeaders(listOf(reference['filters']).map((value) => mapAt(value)));
  return {
    host: `${textOf(name) ?? ''}.${textOf(namespace) ?? own}.svc.${domain}`,
    port: typeof port === 'number' ? port : undefined,
    weight: typeof weight === 'number' ? weight : 1,
    ...(headers === undefined ? {} : { headers }),
  };
}
