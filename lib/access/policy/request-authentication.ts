import { listOf, mapAt, textOf, type ManifestEntry } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { strings } from '../../analyzer/read.js';
import type { Token } from './call.js';
import { specOf } from './selector.js';

/** One rule of a RequestAuthentication. */
export interface TokenRule {
  readonly entry: ManifestEntry;
  /** Place in `jwtRules`. */
  readonly index: number;
  readonly issuer: string;
  /** Audiences of which a token needs one; empty when any will do. */
  readonly audiences: readonly string[];
  /** Whether the token is still there behind this proxy. */
  readonly forwards: boolean;
}

/** What token checks say of a request. */
export type TokenCheck =
  | { readonly kind: 'none' }
  | { readonly kind: 'accepted'; readonly token: Token; readonly rule: TokenRule }
  | { readonly kind: 'refused' };

/** Rules of the RequestAuthentications of a workload. */
export function tokenRules(entries: readonly ManifestEntry[]): readonly TokenRule[] {
  return entries.flatMap((entry) =>
    listOf(specOf(entry)['jwtRules']).map((rule, index) => tokenRule(entry, index, mapAt(rule))),
  );
}

function tokenRule(entry: ManifestEntry, index: number, rule: JsonObject): TokenRule {
  return {
    entry,
    index,
    issuer: textOf(rule['issuer']) ?? '',
    audiences: strings(rule['audiences']),
    forwards: rule['forwardOriginalToken'] === true,
  };
}

/**
 * Checks a token with a good signature. Without a rule it means nothing; with rules, one that none accepts is refused.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export function checkToken(rules: readonly TokenRule[], token: Token | undefined): TokenCheck {
  if (rules.length === 0 || token === undefined) return { kind: 'none' };
  const rule = rules.find((each) => accepts(each, token));
  return rule === undefined ? { kind: 'refused' } : { kind: 'accepted', token, rule };
}

function accepts({ issuer, audiences }: TokenRule, token: Token): boolean {
  if (issuer !== '' && issuer !== token.iss) return false;
  if (audiences.length === 0) return true;
  const { aud } = token;
  const presented: readonly string[] = aud === undefined ? [] : typeof aud === 'string' ? [aud] : aud;
  const plain = new Set(presented.map(withoutScheme));
  return audiences.some((audience) => plain.has(withoutScheme(audience)));
}

/** Envoy compares audiences without the scheme of a URL and without one slash at their end. */
function withoutScheme(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '');
}
