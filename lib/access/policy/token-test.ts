import { isMap } from '../../manifest/index.js';
import type { JsonValue } from '../../model/index.js';
import type { Token } from './call.js';
import { textTest, type TextTest } from './text-pattern.js';

/** A test of a token. */
export type TokenTest = (token: Token) => boolean;

/**
 * Test of a `requestPrincipals` value: issuer and subject are split at the last slash and compared apart,
 * and both must be there.
 */
export function requestPrincipalTest(value: string): TokenTest {
  const [issuer, subject] = principalTests(value);
  return ({ iss, sub }) => sub !== undefined && issuer(iss) && subject(sub);
}

function principalTests(value: string): readonly [issuer: TextTest, subject: TextTest] {
  const some: TextTest = (text) => text !== '';
  if (value === '*') return [some, some];
  const slash = value.lastIndexOf('/');
  const [issuer, subject] = slash < 0 ? [value, ''] : [value.slice(0, slash), value.slice(slash + 1)];
  if (value.startsWith('*')) {
    const end = value.slice(1);
    if (slash < 0) return [some, (text) => text.endsWith(end)];
    const issuerEnd = issuer.slice(1);
    return [issuer === '*' ? some : (text) => text.endsWith(issuerEnd), (text) => text === subject];
  }
  if (value.endsWith('*')) {
    const start = value.slice(0, -1);
    if (slash < 0) return [(text) => text.startsWith(start), some];
    const subjectStart = subject.slice(0, -1);
    return [(text) => text === issuer, subject === '*' ? some : (text) => text.startsWith(subjectStart)];
  }
  return [(text) => text === issuer, (text) => text === subject];
}

/** Claims whose text is a list of words. */
const WORD_LISTS: ReadonlySet<string> = new Set(['scope', 'permission']);

/** Test of a claim at a path of names. Texts and lists of texts count; numbers, booleans and maps never match. */
export function claimTest(path: readonly string[], pattern: string): TokenTest {
  const test = textTest(pattern);
  return (token) => claimTexts(token, path).some(test);
}

/** The texts of a claim. */
export function claimTexts(token: Token, path: readonly string[]): readonly string[] {
  const [name = '', ...inner] = path;
  let value = topClaim(token, name);
  for (const key of inner) value = isMap(value) ? value[key] : undefined;
  if (typeof value === 'string') return inner.length === 0 && WORD_LISTS.has(name) ? value.split(' ') : [value];
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

function topClaim({ iss, sub, aud, claims }: Token, name: string): JsonValue | undefined {
  switch (name) {
    case 'iss':
      return iss;
    case 'sub':
      return sub;
    case 'aud':
      return aud;
    default:
      return claims?.[name];
  }
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
