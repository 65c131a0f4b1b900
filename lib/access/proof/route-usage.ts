import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { qualifiedHost } from '../world/host.js';
import { claimPath } from '../world/http-match.js';
import type { Usage } from './usage.js';

/** Key under which matches by a regular expression or the query are noted: no list of values stands for them. */
export const EXPRESSION = 'regular expression';

/** Matches and rewrites of prefixes, which shift the paths that proxies behind a route compare. */
interface Shifts {
  readonly prefixes: Set<string>;
  readonly changes: Set<string>;
}

/** What routes tell apart, and the hosts of the Services they lead to. */
export interface RouteUsage {
  readonly usage: Usage;
  readonly destinations: readonly string[];
  /** A path pattern behind the routes, as clients write it: one for each rewrite that may lead there. */
  readonly before: (pattern: string) => readonly string[];
}

/** Every value that VirtualServices and HTTPRoutes compare, by the attribute that policies know it under. */
export function routeUsage(entries: readonly ManifestEntry[], domain: string): RouteUsage {
  const usage = new Map<string, Set<string>>();
  const note = (key: string, value: string): void => {
    const known = usage.get(key) ?? new Set<string>();
    usage.set(key, known.add(value));
  };
  const destinations = new Set<string>();
  const shifts: Shifts = { prefixes: new Set(), changes: new Set() };
  for (const entry of entries) {
    for (const field of ['http', 'tls', 'tcp', 'rules']) {
      for (const rule of listOf(specOf(entry)[field]).map((value) => mapAt(value))) {
        for (const match of listOf(rule['match'])) noteMatch(mapAt(match), note);
        for (const match of listOf(rule['matches'])) noteRouteMatch(mapAt(match), note);
        for (const host of targetsOf(entry, rule, domain)) destinations.add(host);
        noteShifts(rule, shifts, note);
      }
    }
  }
  return { usage, destinations: [...destinations], before: (pattern) => shifted(pattern, shifts) };
}

/** Prefixes and what takes their place; delegates take over rewrites of their root, so each may meet each. */
function noteShifts(rule: JsonObject, { prefixes, changes }: Shifts, note: Note): void {
  const { uri, uriRegexRewrite } = mapAt(rule, 'rewrite');
  if (typeof uri === 'string') changes.add(uri);
  if (uriRegexRewrite !== undefined) note(EXPRESSION, 'rewrite');
  for (const match of listOf(rule['match'])) {
    const { prefix } = mapAt(match, 'uri');
    if (typeof prefix === 'string') prefixes.add(prefix);
  }
  for (const match of listOf(rule['matches'])) prefixes.add(textOf(mapAt(match, 'path')['value']) ?? '/');
  for (const filter of listOf(rule['filters'])) {
    const { replacePrefixMatch } = mapAt(filter, 'urlRewrite', 'path');
    if (typeof replacePrefixMatch === 'string') changes.add(replacePrefixMatch);
  }
}

function shifted(pattern: string, { prefixes, changes }: Shifts): readonly string[] {
  return [...changes].flatMap((change) => {
    const ends = [change, change.replace(/\/$/, '')].filter((start) => pattern.startsWith(start));
    return [...prefixes].flatMap((prefix) =>
      [prefix, prefix.replace(/\/$/, '')].flatMap((start) => ends.map((end) => start + pattern.slice(end.length))),
    );
  });
}

type Note = (key: string, value: string) => void;

/** A match of a VirtualService. */
function noteMatch(match: JsonObject, note: Note): void {
  const { uri, method, headers, withoutHeaders, queryParams, ignoreUriCase } = match;
  for (const name of Object.keys(mapAt(queryParams))) note(EXPRESSION, name);
  for (const value of texts(mapAt(uri), note)) {
    note(':path', value);
    if (ignoreUriCase === true) note(':path', value.toLowerCase());
  }
  for (const value of texts(mapAt(method), note)) note(':method', value);
  for (const [name, match] of [...Object.entries(mapAt(headers)), ...Object.entries(mapAt(withoutHeaders))]) {
    const found = texts(mapAt(match), note);
    const claim = claimPath(name);
    const key = claim === undefined ? `request.headers[${name.toLowerCase()}]` : claimKey(claim);
    for (const value of found.length === 0 ? ['*'] : found) note(key, value);
  }
}

function claimKey(path: readonly string[]): string {
  return `request.auth.claims${path.map((name) => `[${name}]`).join('')}`;
}

/** A match of an HTTPRoute; its prefixes end at slashes. */
function noteRouteMatch({ path, method, headers, queryParams }: JsonObject, note: Note): void {
  if (listOf(queryParams).length > 0) note(EXPRESSION, 'query');
  const { type, value } = mapAt(path);
  const text = textOf(value);
  if (type === 'RegularExpression') note(EXPRESSION, text ?? '');
  else if (text !== undefined) {
    note(':path', text);
    if (type !== 'Exact') note(':path', text.endsWith('/') ? `${text}*` : `${text}/*`);
  }
  if (typeof method === 'string') note(':method', method);
  for (const header of listOf(headers)) {
    const { name, type: how, value: wanted } = mapAt(header);
    if (how === 'RegularExpression') note(EXPRESSION, textOf(wanted) ?? '');
    else note(`request.headers[${textOf(name)?.toLowerCase() ?? ''}]`, textOf(wanted) ?? '');
  }
}

/** Patterns of a match of a VirtualService, as policies write them. */
function texts({ exact, prefix, regex }: JsonObject, note: Note): readonly string[] {
  if (typeof regex === 'string') note(EXPRESSION, regex);
  const values: readonly (JsonValue | undefined)[] = [exact, typeof prefix === 'string' ? `${prefix}*` : undefined];
  return values.filter((value) => typeof value === 'string');
}

/** Hosts of the Services that a rule leads to. */
function targetsOf(entry: ManifestEntry, rule: JsonObject, domain: string): readonly string[] {
  const own = namespaceOf(entry);
  const routes = listOf(rule['route']).map((value) => textOf(mapAt(value, 'destination')['host']) ?? '');
  const backends = listOf(rule['backendRefs']).map((value) => {
    const { name, namespace } = mapAt(value);
    return `${textOf(name) ?? ''}.${textOf(namespace) ?? own}.svc.${domain}`;
  });
  return [...routes.map((host) => qualifiedHost(host, own, domain)), ...backends];
}
