import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { byAge } from '../policy/order.js';
import { specOf } from '../policy/selector.js';
import type { ApiRoutes } from './api-route.js';
import { filterHeaders } from './header-change.js';
import type { RouteRequest, TakenRoute } from './http-match.js';
import { fitsMatch, matchesOf, rankOf } from './route-match.js';

/** The rule of HTTPRoutes and GRPCRoutes that takes a request, of those that are bound where it came in. */
export function takenRule(
  entries: readonly ManifestEntry[],
  request: RouteRequest,
  routes: ApiRoutes,
): TakenRoute | undefined {
  const found = entries.flatMap((entry) => candidatesOf(entry, request)).sort(moreSpecific)[0];
  return found === undefined ? undefined : taken(found, request, routes);
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

function candidatesOf(entry: ManifestEntry, request: RouteRequest): readonly Candidate[] {
  return listOf(specOf(entry)['rules']).flatMap((value, index) => {
    const rule = mapAt(value);
    return matchesOf(entry, rule)
      .filter((match) => fitsMatch(match, request))
      .map((match) => {
        const prefix = match.path.kind === 'prefix' ? match.path.text : undefined;
        return { entry, index, rule, prefix, rank: rankOf(match) };
      });
  });
}

/** The order of the Gateway API; then the older route, and the earlier rule. */
function moreSpecific(a: Candidate, b: Candidate): number {
  for (const [at, value] of a.rank.entries()) {
    const other = b.rank[at] ?? 0;
    if (value !== other) return other - value;
  }
  return a.entry === b.entry ? a.index - b.index : byAge(a.entry, b.entry);
}

function taken({ entry, index, rule, prefix }: Candidate, request: RouteRequest, routes: ApiRoutes): TakenRoute {
  const filters = listOf(rule['filters']).map((value) => mapAt(value));
  const rewrite = mapAt(
    filters.find(({ type }) => type === 'URLRewrite'),
    'urlRewrite',
  );
  const headers = filterHeaders(filters);
  const mirrors = routes.mirrorsOf(entry, rule, request.gateway === 'mesh');
  return {
    entry,
    index,
    destinations: routes.destinationsOf(entry, rule, request.gateway === 'mesh'),
    path: rewritten(mapAt(rewrite, 'path'), prefix, request.path),
    host: textOf(rewrite['hostname']) ?? headers?.set.get('host'),
    ...(headers === undefined ? {} : { headers }),
    ...(mirrors.length === 0 ? {} : { mirrors }),
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
