import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { strings } from '../../analyzer/read.js';
import { expressionTest } from '../policy/text-pattern.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { hostCovers } from './egress-scope.js';
import { queryParam, type RouteRequest, type TakenRoute } from './http-match.js';

/** Routes of the Gateway API. */
export const gatewayRoutes = { bindsTo, http };

/** Whether an HTTPRoute names a gateway, `namespace/name`, as its parent. */
function bindsTo(entry: ManifestEntry, gateway: string): boolean {
  return listOf(specOf(entry)['parentRefs']).some((value) => {
    const parent = mapAt(value);
    const namespace = textOf(parent['namespace']) ?? namespaceOf(entry);
    return (parent['kind'] ?? 'Gateway') === 'Gateway' && `${namespace}/${textOf(parent['name']) ?? ''}` === gateway;
  });
}

/** What routes are read with. */
export interface RouteScope {
  readonly domain: string;
  /** Namespaces whose routes the listener takes; `*` for all. */
  readonly owners: readonly string[];
  readonly grants: readonly ManifestEntry[];
}

/** Whether a route may send to a Service: one of its own namespace, or one that a ReferenceGrant opens to it. */
function isGranted({ namespace, name }: JsonObject, own: string, grants: readonly ManifestEntry[]): boolean {
  const other = textOf(namespace) ?? own;
  if (other === own) return true;
  return grants.some((grant) => {
    const from = listOf(specOf(grant)['from']).map((value) => mapAt(value));
    const to = listOf(specOf(grant)['to']).map((value) => mapAt(value));
    return (
      namespaceOf(grant) === other &&
      from.some(({ kind, namespace: asking }) => kind === 'HTTPRoute' && asking === own) &&
      to.some(({ kind, name: only }) => kind === 'Service' && (only === undefined || only === name))
    );
  });
}

/** The rule that takes a request; the most specific path first, as the Gateway API orders them. */
function http(
  entries: readonly ManifestEntry[],
  request: RouteRequest,
  host: string,
  { domain, owners, grants }: RouteScope,
): TakenRoute | undefined {
  const found = entries
    .filter((entry) => bindsTo(entry, request.gateway))
    .filter((entry) => owners.includes('*') || owners.includes(namespaceOf(entry)))
    .filter((entry) => {
      const names = strings(specOf(entry)['hostnames']);
      return names.length === 0 || names.some((name) => hostCovers(name, host));
    })
    .flatMap((entry) => listOf(specOf(entry)['rules']).map((value, index) => ({ entry, index, rule: mapAt(value) })))
    .map((each) => ({ ...each, length: matchLength(each.rule, request) }))
    .filter(({ length }) => length >= 0)
    .sort((a, b) => b.length - a.length)[0];
  if (found === undefined) return undefined;
  const { entry, index, rule } = found;
  const redirect = listOf(rule['filters']).some((filter) => mapAt(filter)['type'] === 'RequestRedirect');
  return {
    entry,
    index,
    destinations: listOf(rule['backendRefs'])
      .map((value) => mapAt(value))
      .filter((reference) => isGranted(reference, namespaceOf(entry), grants))
      .map((reference) => backend(reference, namespaceOf(entry), domain)),
    path: request.path,
    host: request.host,
    answer: redirect ? 'redirect' : undefined,
  };
}

function backend(
  { name, namespace, port, weight }: JsonObject,
  own: string,
  domain: string,
): TakenRoute['destinations'][number] {
  return {
    host: `${textOf(name) ?? ''}.${textOf(namespace) ?? own}.svc.${domain}`,
    port: typeof port === 'number' ? port : undefined,
    weight: typeof weight === 'number' ? weight : 1,
  };
}

/** Length of the path that matched; negative where nothing fits. */
function matchLength(rule: JsonObject, request: RouteRequest): number {
  const matches = listOf(rule['matches']);
  if (matches.length === 0) return 0;
  return Math.max(...matches.map((value) => oneMatch(mapAt(value), request)));
}

function oneMatch(match: JsonObject, request: RouteRequest): number {
  if (match['method'] !== undefined && match['method'] !== request.method) return -1;
  const headers = listOf(match['headers']).map((value) => mapAt(value));
  const headersFit = headers.every(({ name, value, type }) => {
    const found = request.headers.get(textOf(name)?.toLowerCase() ?? '');
    if (found === undefined || typeof value !== 'string') return false;
    return type === 'RegularExpression' ? (expressionTest(value)?.(found) ?? false) : found === value;
  });
  if (!headersFit) return -1;
  const paramsFit = listOf(match['queryParams'])
    .map((value) => mapAt(value))
    .every(({ name, value, type }) => {
      const found = queryParam(request, textOf(name) ?? '');
      if (found === undefined || typeof value !== 'string') return false;
      return type === 'RegularExpression' ? (expressionTest(value)?.(found) ?? false) : found === value;
    });
  if (!paramsFit) return -1;
  const path = mapAt(match, 'path');
  const value = textOf(path['value']) ?? '/';
  switch (path['type']) {
    case 'Exact':
      return request.path === value ? 10_000 + value.length : -1;
    case 'RegularExpression':
      return expressionTest(value)?.(request.path) === true ? value.length : -1;
    default:
      return request.path === value || request.path.startsWith(value.endsWith('/') ? value : `${value}/`)
        ? value.length
        : -1;
  }
}
