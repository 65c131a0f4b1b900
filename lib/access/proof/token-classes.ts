import type { JsonObject, JsonValue } from '../../model/index.js';
import { claimOf } from '../policy/attribute.js';
import type { Token } from '../policy/call.js';
import type { TokenRule } from '../policy/request-authentication.js';
import { valueClasses } from './expressions.js';
import { textClasses } from './text-classes.js';
import type { Usage } from './usage.js';

/** Sets of texts that are tried for a claim that holds a list. */
const BOUND = 64;

/**
 * Tokens, one for each way that rules can tell them apart: none, one that no rule accepts, and for each rule of a
 * RequestAuthentication every subject and claim that policies distinguish. Undefined once a bound is hit.
 */
export function tokenClasses(usage: Usage, rules: readonly TokenRule[]): readonly (Token | undefined)[] | undefined {
  if (rules.length === 0) return [undefined];
  const subjects = [undefined, '', ...textClasses(subjectPatterns(usage))];
  const claims = claimSets(usage);
  if (claims === undefined) return undefined;
  const issuers = [...new Set(rules.map(({ issuer }) => issuer).filter((issuer) => issuer !== ''))];
  const unknown = textClasses(issuers)
    .filter((issuer) => !issuers.includes(issuer))
    .slice(0, 1);
  const anyIssuer = rules.some(({ issuer }) => issuer === '') ? textClasses(issuerPatterns(usage)) : [];
  const accepted = rules.flatMap((rule) => {
    const names = rule.issuer === '' ? anyIssuer : [rule.issuer];
    const audiences = audiencesOf(rule, usage);
    return names.flatMap((iss) =>
      audiences.flatMap((aud) => subjects.flatMap((sub) => claims.map((each) => tokenOf(iss, sub, aud, each)))),
    );
  });
  return [undefined, ...unknown.map((iss) => ({ iss })), ...accepted];
}

function tokenOf(iss: string, sub: string | undefined, aud: readonly string[], claims: JsonObject): Token {
  return { iss, ...(sub === undefined ? {} : { sub }), ...(aud.length === 0 ? {} : { aud }), claims };
}

/** Ends of request principals behind the last slash; a value without one is an end of the subject. */
function subjectPatterns(usage: Usage): readonly string[] {
  const ends = principalValues(usage).flatMap((value) => {
    const slash = value.lastIndexOf('/');
    if (slash >= 0) return [value.slice(slash + 1)];
    return value.startsWith('*') ? [value] : [];
  });
  return [...ends, ...(usage.get('request.auth.claims[sub]') ?? [])];
}

function issuerPatterns(usage: Usage): readonly string[] {
  const starts = principalValues(usage).map((value) => {
    const slash = value.lastIndexOf('/');
    return slash < 0 ? value : value.slice(0, slash);
  });
  return [...starts, ...(usage.get('request.auth.claims[iss]') ?? [])];
}

function principalValues(usage: Usage): readonly string[] {
  return [...(usage.get('request.auth.principal') ?? [])];
}

function audiencesOf({ audiences }: TokenRule, usage: Usage): readonly (readonly string[])[] {
  const asked = [...(usage.get('request.auth.audiences') ?? []), ...(usage.get('request.auth.claims[aud]') ?? [])];
  const texts = asked.length === 0 ? [] : textClasses(asked);
  const needed: readonly (readonly string[])[] =
    audiences.length === 0 ? [[]] : audiences.map((audience) => [audience]);
  return needed.flatMap((own) => [own, ...texts.map((text) => [...own, text])]);
}

/** Every combination of the claims that policies ask for; each claim is absent, or a list of texts. */
function claimSets(usage: Usage): readonly JsonObject[] | undefined {
  let sets: readonly JsonObject[] = [{}];
  for (const [path, values] of claimPatterns(usage).values()) {
    const texts = valueClasses(values);
    const lists = texts && subsets(texts);
    if (lists === undefined) return undefined;
    sets = sets.flatMap((set) => lists.map((list) => (list.length === 0 ? set : withClaim(set, path, list))));
    if (sets.length > BOUND * BOUND) return undefined;
  }
  return sets;
}

/** Patterns of each claim; the presenter is a claim as well. */
function claimPatterns(
  usage: Usage,
): ReadonlyMap<string, readonly [path: readonly string[], values: readonly string[]]> {
  const found = new Map<string, readonly [path: readonly string[], values: readonly string[]]>();
  for (const [key, values] of usage) {
    const path = key === 'request.auth.presenter' ? ['azp'] : claimOf(key);
    if (path === undefined || ['iss', 'sub', 'aud'].includes(path[0] ?? '')) continue;
    const name = path.join('][');
    found.set(name, [path, [...(found.get(name)?.[1] ?? []), ...values]]);
  }
  return found;
}

/** Every set of texts: a claim may be a list, which meets what any of its texts meets. */
function subsets(texts: readonly string[]): readonly (readonly string[])[] | undefined {
  if (2 ** texts.length > BOUND) return undefined;
  return texts.reduce<readonly (readonly string[])[]>(
    (sets, text) => [...sets, ...sets.map((set) => [...set, text])],
    [[]],
  );
}

function withClaim(claims: JsonObject, [name = '', ...inner]: readonly string[], value: JsonValue): JsonObject {
  if (inner.length === 0) return { ...claims, [name]: value };
  const below = claims[name];
  const map = typeof below === 'object' && below !== null && !Array.isArray(below) ? (below as JsonObject) : {};
  return { ...claims, [name]: withClaim(map, inner, value) };
}
