import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { namespaceOf, specOf } from '../policy/selector.js';
import { qualifiedHost } from '../world/host.js';
import type { Usage } from './usage.js';

/** Key under which matches by a regular expression or the query are noted: no list of values stands for them. */
export const EXPRESSION = 'regular expression';

/** What routes tell apart, and the hosts of the Services they lead to. */
export interface RouteUsage {
  readonly usage: Usage;
  readonly destinations: readonly string[];
}

/** Every value that VirtualServices and HTTPRoutes compare, by the attribute that policies know it under. */
export function routeUsage(entries: readonly ManifestEntry[], domain: string): RouteUsage {
  const usage = new Map<string, Set<string>>();
  const note = (key: string, value: string): void => {
    const known = usage.get(key) ?? new Set<string>();
    usage.set(key, known.add(value));
  };
  const destinations = new Set<string>();
  for (const entry of entries) {
    for (const field of ['http', 'tls', 'tcp', 'rules']) {
      for (const rule of listOf(specOf(entry)[field]).map((value) => mapAt(value))) {
        for (const match of listOf(rule['match'])) noteMatch(mapAt(match), note);
        for (const match of listOf(rule['matches'])) noteRouteMatch(mapAt(match), note);
        for (const host of targetsOf(entry, rule, domain)) destinations.add(host);
      }
    }
  }
  return { usage, destinations: [...destinations] };
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
    for (const value of found.length === 0 ? ['*'] : found) note(`request.headers[${name.toLowerCase()}]`, value);
  }
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
