import { headerOf } from '../policy/attribute.js';
import type { Address, Token } from '../policy/call.js';
import type { TokenRule } from '../policy/request-authentication.js';
import { addressClasses } from './address-classes.js';
import { valueClasses } from './expressions.js';
import { pathClasses } from './path-classes.js';
import { textClasses } from './text-classes.js';
import { tokenClasses } from './token-classes.js';
import { parameterOf, type Usage } from './usage.js';

/** A request that stands for all that policies cannot tell from it. What no policy asks for is left out. */
export interface RequestClass {
  /** Authority. @default - any */
  readonly host?: string;
  /** Method. @default - any */
  readonly method?: string;
  /** Path. @default - any */
  readonly path?: string;
  /** Server name of the connection. @default - any */
  readonly sni?: string;
  /** Headers by name in lower case. @default - any */
  readonly headers?: ReadonlyMap<string, string>;
  /** Parameters of the query by name. @default - any */
  readonly parameters?: ReadonlyMap<string, string>;
  /** Token. @default - none */
  readonly token?: Token;
  /** Peer on the wire. @default - any */
  readonly ip?: Address;
  /** Client behind proxies. @default - any */
  readonly remoteIp?: Address;
  /** Address of the callee. @default - any */
  readonly destIp?: Address;
  /** SPIFFE id of the certificate that a client outside presents, without scheme. @default - none */
  readonly certificate?: string;
}

type Dimension = readonly RequestClass[];

/** Dimensions in which policies tell requests apart; their product are the classes. Undefined once a bound is hit. */
export function requestDimensions(usage: Usage, rules: readonly TokenRule[]): readonly Dimension[] | undefined {
  const paths = pathClasses([...valuesOf(usage, ':path')]);
  const tokens = tokenClasses(usage, rules);
  if (paths === undefined || tokens === undefined) return undefined;
  const found: (Dimension | undefined)[] = [];
  const add = (key: string, make: (values: ReadonlySet<string>) => Dimension | undefined): void => {
    const values = valuesOf(usage, key);
    if (values.size > 0) found.push(make(values));
  };
  add(':authority', (values) => hostClasses(values, usage).map((host) => ({ host })));
  add(':method', (values) => valueClasses(values)?.map((method) => ({ method })));
  add(':path', () => paths.map((path) => ({ path })));
  add('connection.sni', (values) => ['', ...textClasses(values)].map((sni) => ({ sni })));
  add('source.ip', (values) => addressClasses(values).map((ip) => ({ ip })));
  add('remote.ip', (values) => addressClasses(values).map((remoteIp) => ({ remoteIp })));
  add('destination.ip', (values) => addressClasses(values).map((destIp) => ({ destIp })));
  for (const key of usage.keys()) {
    const name = headerOf(key);
    if (name !== undefined && PSEUDO[name] === undefined) add(key, (values) => headerClasses(name, values));
    const parameter = parameterOf(key);
    if (parameter !== undefined) add(key, (values) => parameterClasses(parameter, values));
  }
  if (tokens.length > 1) found.push(tokens.map((token) => (token === undefined ? {} : { token })));
  const known = found.filter((dimension) => dimension !== undefined);
  return known.length < found.length ? undefined : known;
}

/** How many classes dimensions span. */
export function classCount(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((product, { length }) => product * length, 1);
}

/** Every class, one after the other. */
export function* requestClasses(dimensions: readonly Dimension[], under: RequestClass = {}): Generator<RequestClass> {
  const [first, ...rest] = dimensions;
  if (first === undefined) {
    yield under;
    return;
  }
  for (const change of first) yield* requestClasses(rest, joined(under, change));
}

function joined(under: RequestClass, change: RequestClass): RequestClass {
  const { headers, parameters } = change;
  if ((headers ?? parameters) === undefined) return { ...under, ...change };
  return {
    ...under,
    ...change,
    ...(headers === undefined ? {} : { headers: new Map([...(under.headers ?? []), ...headers]) }),
    ...(parameters === undefined ? {} : { parameters: new Map([...(under.parameters ?? []), ...parameters]) }),
  };
}

/** The query of a request, with its question mark; empty without parameters. */
export function queryText({ parameters }: RequestClass): string {
  return parameters === undefined ? '' : `?${new URLSearchParams([...parameters]).toString()}`;
}

/** Headers that stand for something a request has anyway. */
const PSEUDO: Readonly<Record<string, string>> = {
  host: ':authority',
  ':authority': ':authority',
  ':method': ':method',
  ':path': ':path',
};

/** Values that are compared with an attribute, also by way of a header that stands for it. */
function valuesOf(usage: Usage, key: string): ReadonlySet<string> {
  const values = new Set(usage.get(key) ?? []);
  for (const [other, more] of usage) {
    const name = headerOf(other);
    if (name !== undefined && PSEUDO[name] === key) for (const value of more) values.add(value);
  }
  return values;
}

/** Hosts are compared without regard to case; where a header compares them with it, both cases are tried. */
function hostClasses(values: ReadonlySet<string>, usage: Usage): readonly string[] {
  const byHeader = [...usage.keys()].some((key) => PSEUDO[headerOf(key) ?? ''] === ':authority');
  if (!byHeader) return textClasses(lowered(values));
  const texts = textClasses([...values, ...lowered(values)]);
  return [...new Set(texts.flatMap((text) => [text, text.toUpperCase()]))];
}

function headerClasses(name: string, values: ReadonlySet<string>): Dimension | undefined {
  const made = withEmpty(values);
  return made && [{}, ...made.map((value) => ({ headers: new Map([[name, value]]) }))];
}

function parameterClasses(name: string, values: ReadonlySet<string>): Dimension | undefined {
  const made = withEmpty(values);
  return made && [{}, ...made.map((value) => ({ parameters: new Map([[name, value]]) }))];
}

function withEmpty(values: ReadonlySet<string>): readonly string[] | undefined {
  const made = valueClasses(values);
  return made && [...new Set(['', ...made])];
}

function lowered(values: ReadonlySet<string>): readonly string[] {
  return [...values].map((value) => value.toLowerCase());
}
