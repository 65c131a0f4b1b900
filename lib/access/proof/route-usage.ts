import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { escaped } from '../policy/text-pattern.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { backendHost, mirrorReferences } from '../world/api-route.js';
import { qualifiedHost } from '../world/host.js';
import { claimPath } from '../world/http-match.js';
import { mirrorsOf } from '../world/virtual-service.js';
import { matchesOf, type NamedMatch, type PathMatch, type RouteMatch } from '../world/route-match.js';
import { expressionOf, markedExpression } from './expressions.js';
import { expressionLanguage } from './language/index.js';
import { parameterKey, type Usage } from './usage.js';

/** Key under which rewrites by a regular expression are noted: no list of paths stands for what they make. */
const REWRITES = 'rewrites';

/** Kinds of the Gateway API whose matches look at requests. */
const HTTP_KINDS: ReadonlySet<string> = new Set(['HTTPRoute', 'GRPCRoute']);

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
        if (HTTP_KINDS.has(entry.id.kind)) for (const match of matchesOf(entry, rule)) noteRouteMatch(match, note);
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
  if (uriRegexRewrite !== undefined) note(REWRITES, textOf(mapAt(uriRegexRewrite)['match']) ?? '');
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

/** Why classes cannot be told apart, as a sentence; undefined where they can. */
export function unreadable(usage: Usage): string | undefined {
  const [rewrite] = usage.get(REWRITES) ?? [];
  if (rewrite !== undefined && (usage.get(':path')?.size ?? 0) > 0)
    return `a route rewrites paths by the regular expression "${rewrite}"`;
  for (const values of usage.values()) {
    for (const value of values) {
      const expression = expressionOf(value);
      if (expression !== undefined && expressionLanguage(expression) === undefined)
        return `a route matches by the regular expression "${expression}", which classes are not made for`;
    }
  }
  return undefined;
}

type Note = (key: string, value: string) => void;

/** A match of a VirtualService. */
function noteMatch(match: JsonObject, note: Note): void {
  const { uri, method, headers, withoutHeaders, queryParams, ignoreUriCase } = match;
  for (const [name, value] of Object.entries(mapAt(queryParams))) {
    for (const text of textsOrAny(mapAt(value))) note(parameterKey(name), text);
  }
  for (const value of texts(mapAt(uri))) note(':path', ignoreUriCase === true ? anyCase(value) : value);
  for (const value of texts(mapAt(method))) note(':method', value);
  for (const [name, match] of [...Object.entries(mapAt(headers)), ...Object.entries(mapAt(withoutHeaders))]) {
    const claim = claimPath(name);
    const key = claim === undefined ? `request.headers[${name.toLowerCase()}]` : claimKey(claim);
    for (const value of textsOrAny(mapAt(match))) note(key, value);
  }
}

function claimKey(path: readonly string[]): string {
  return `request.auth.claims${path.map((name) => `[${name}]`).join('')}`;
}

/** A match of an HTTPRoute or GRPCRoute; prefixes of the first end at slashes. */
function noteRouteMatch({ path, method, headers, parameters }: RouteMatch, note: Note): void {
  for (const pattern of pathPatterns(path)) note(':path', pattern);
  if (method !== undefined) note(':method', method);
  const named = (list: readonly NamedMatch[], keyOf: (name: string) => string): void => {
    for (const { name, value, isExpression } of list) note(keyOf(name), isExpression ? markedExpression(value) : value);
  };
  named(headers, (name) => `request.headers[${name.toLowerCase()}]`);
  named(parameters, parameterKey);
}

function pathPatterns(path: PathMatch): readonly string[] {
  switch (path.kind) {
    case 'any':
      return [];
    case 'exact':
      return [path.text];
    case 'start':
      return [`${path.text}*`];
    case 'expression':
      return [markedExpression(path.text)];
    case 'prefix':
      return [path.text, path.text.endsWith('/') ? `${path.text}*` : `${path.text}/*`];
  }
}

/** Patterns of a match of a VirtualService, as policies write them. */
function texts({ exact, prefix, regex }: JsonObject): readonly string[] {
  if (typeof exact === 'string') return [exact];
  if (typeof prefix === 'string') return [`${prefix}*`];
  return typeof regex === 'string' ? [markedExpression(regex)] : [];
}

/** As {@link texts}; a match of nothing wants a value to be there. */
function textsOrAny(match: JsonObject): readonly string[] {
  const found = texts(match);
  return found.length === 0 ? ['*'] : found;
}

/** A pattern as an expression that takes letters of both cases, as `ignoreUriCase` does with all but expressions. */
function anyCase(pattern: string): string {
  if (expressionOf(pattern) !== undefined) return pattern;
  const [text, rest] = pattern.endsWith('*') ? [pattern.slice(0, -1), '[\\s\\S]*'] : [pattern, ''];
  return markedExpression(`(?i)${escaped(text)}${rest}`);
}

/** Hosts of the Services that a rule leads to, or sends copies to. */
function targetsOf(entry: ManifestEntry, rule: JsonObject, domain: string): readonly string[] {
  const own = namespaceOf(entry);
  const routes = listOf(rule['route']).map((value) => textOf(mapAt(value, 'destination')['host']) ?? '');
  const references = [...listOf(rule['backendRefs']).map((value) => mapAt(value)), ...mirrorReferences(rule)];
  return [
    ...routes.map((host) => qualifiedHost(host, own, domain)),
    ...mirrorsOf(rule, own, domain).map(({ host }) => host),
    ...references.map((reference) => backendHost(reference, own, domain)),
  ];
}
