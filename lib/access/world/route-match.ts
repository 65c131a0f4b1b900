import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { escaped, expressionTest } from '../policy/text-pattern.js';
import { queryParam, type RouteRequest } from './http-match.js';

/** What of the path a match of the Gateway API looks at. */
export type PathMatch =
  | { readonly kind: 'exact'; readonly text: string }
  /** A prefix that ends at a slash; requests may be rewritten behind it. */
  | { readonly kind: 'prefix'; readonly text: string }
  /** A prefix as it stands. */
  | { readonly kind: 'start'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'any' };

/** A match of an HTTPRoute or GRPCRoute. */
export interface RouteMatch {
  readonly path: PathMatch;
  readonly method: string | undefined;
  readonly headers: readonly NamedMatch[];
  readonly parameters: readonly NamedMatch[];
}

/** A match of a header or of a parameter of the query. */
export interface NamedMatch {
  readonly name: string;
  readonly value: string;
  readonly isExpression: boolean;
}

/** Matches of a rule; one for everything where it has none. */
export function matchesOf(entry: ManifestEntry, rule: JsonObject): readonly RouteMatch[] {
  const written = listOf(rule['matches']).map((match) => mapAt(match));
  const isGrpc = entry.id.kind === 'GRPCRoute';
  return (written.length === 0 ? [{}] : written).map((match) => ({
    path: isGrpc ? grpcPath(mapAt(match, 'method')) : httpPath(mapAt(match, 'path')),
    method: isGrpc ? undefined : textOf(match['method']),
    headers: namedOf(match['headers']),
    parameters: namedOf(match['queryParams']),
  }));
}

function httpPath({ type, value }: JsonObject): PathMatch {
  const text = textOf(value) ?? '/';
  switch (type) {
    case 'Exact':
      return { kind: 'exact', text };
    case 'RegularExpression':
      return { kind: 'expression', text };
    default:
      return { kind: 'prefix', text };
  }
}

/** Calls of gRPC have their service and method for a path. */
function grpcPath({ type, service, method }: JsonObject): PathMatch {
  const isExpression = type === 'RegularExpression';
  const written = (value: JsonValue | undefined): string | undefined => {
    const text = textOf(value);
    return text === undefined || isExpression ? text : escaped(text);
  };
  const [own, name] = [textOf(service), textOf(method)];
  if (own === undefined && name === undefined) return { kind: 'any' };
  if (own === undefined) return { kind: 'expression', text: `/[^/]+/${written(method) ?? ''}` };
  if (isExpression) return { kind: 'expression', text: `/${own}/${name ?? '.+'}` };
  return name === undefined ? { kind: 'start', text: `/${own}/` } : { kind: 'exact', text: `/${own}/${name}` };
}

function namedOf(list: JsonValue | undefined): readonly NamedMatch[] {
  return listOf(list).map((each) => {
    const { name, value, type } = mapAt(each);
    return { name: textOf(name) ?? '', value: textOf(value) ?? '', isExpression: type === 'RegularExpression' };
  });
}

/** Whether a request fits a match. */
export function fitsMatch({ path, method, headers, parameters }: RouteMatch, request: RouteRequest): boolean {
  if (method !== undefined && method !== request.method) return false;
  const named = (list: readonly NamedMatch[], find: (name: string) => string | undefined): boolean =>
    list.every(({ name, value, isExpression }) => {
      const found = find(name);
      if (found === undefined) return false;
      return isExpression ? expressionTest(value)?.(found) === true : found === value;
    });
  if (!named(headers, (name) => request.headers.get(name.toLowerCase()))) return false;
  return named(parameters, (name) => queryParam(request, name)) && pathFits(path, request.path);
}

function pathFits(match: PathMatch, path: string): boolean {
  switch (match.kind) {
    case 'any':
      return true;
    case 'exact':
      return path === match.text;
    case 'start':
      return path.startsWith(match.text);
    case 'expression':
      return expressionTest(match.text)?.(path) === true;
    case 'prefix': {
      const start = match.text.endsWith('/') ? match.text.slice(0, -1) : match.text;
      return path === start || path.startsWith(`${start}/`);
    }
  }
}

/** What makes a match more specific, the most telling first: kind and length of the path, method, number of others. */
export function rankOf({ path, method, headers, parameters }: RouteMatch): readonly number[] {
  const length = path.kind === 'any' ? 0 : path.text.length;
  return [KINDS[path.kind], length, method === undefined ? 0 : 1, headers.length, parameters.length];
}

const KINDS = { exact: 3, prefix: 2, start: 2, expression: 1, any: -1 } as const;
