import { addressNumber } from '../../model/index.js';
import type { Address, CallProtocol, Token } from '../policy/call.js';
import type { Arrival } from '../policy/decide.js';
import { mapAt } from '../../manifest/index.js';
import type { World } from '../world/world.js';
import type { Providers } from './arrival.js';
import { normalizePath, type Normalization } from './normalize.js';
import type { AccessRequest, Question } from './question.js';

/** What is asked for, with defaults in place. */
export interface Ask {
  /** Authority that the client writes; undefined for the host of the callee. */
  readonly host: string | undefined;
  /** Address that the client calls. @default - that of the host or pod it names */
  readonly address?: Address | undefined;
  readonly method: string;
  /** Normalized path. */
  readonly path: string;
  /** What follows the path. @default - nothing */
  readonly query?: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly token: Token | undefined;
  readonly sni: string | undefined;
  readonly protocol: CallProtocol;
  readonly providers: Providers;
}

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/** A request with its defaults. */
export function askOf(world: World, { request = {}, providers = {} }: Pick<Question, 'request' | 'providers'>): Ask {
  const { headers } = request;
  return {
    host: request.host,
    method: request.method ?? 'GET',
    path: normalizePath(request.path ?? '/', normalizationOf(world)),
    query: queryOf(request.path),
    headers: headers === undefined ? NO_HEADERS : lowered(headers),
    token: request.token,
    sni: request.sni,
    protocol: request.protocol ?? 'http',
    providers,
  };
}

/** What follows the path: a query, a fragment or both. */
function queryOf(path: string | undefined): string {
  const at = path?.search(/[?#]/) ?? -1;
  return path === undefined || at < 0 ? '' : path.slice(at);
}

/** How the mesh normalizes paths. */
export function normalizationOf(world: World): Normalization {
  const how = mapAt(world.mesh.values, 'pathNormalization')['normalization'];
  switch (how) {
    case 'NONE':
    case 'MERGE_SLASHES':
    case 'DECODE_AND_MERGE_SLASHES':
      return how;
    default:
      return 'BASE';
  }
}

function lowered(headers: NonNullable<AccessRequest['headers']>): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** What of a call depends on the hop it arrives by. */
export interface Hop {
  readonly principal: string | undefined;
  readonly port: number;
  readonly protocol: CallProtocol;
  readonly host: string;
  readonly sni: string;
  /** @default - only known at run time */
  readonly ip?: Address | undefined;
  /** @default - only known at run time */
  readonly remoteIp?: Address | undefined;
}

/** A request as it arrives at a proxy. */
export function arrivalOf(ask: Ask, hop: Hop): Arrival {
  return {
    protocol: hop.protocol,
    principal: hop.principal,
    ip: hop.ip,
    remoteIp: hop.remoteIp,
    destIp: undefined,
    port: hop.port,
    host: hop.host,
    method: ask.method,
    path: ask.path,
    query: ask.query ?? '',
    headers: ask.headers,
    token: ask.token,
    sni: hop.sni,
  };
}

/** Number of an address that a question gives. */
export function addressOf(text: string | undefined): Address | undefined {
  return text === undefined ? undefined : addressNumber(text);
}
