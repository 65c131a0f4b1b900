import { RE2JS } from 're2js';

/** A test of one text. */
export type TextTest = (text: string) => boolean;

/**
 * A pattern of a policy: `*` is any text that is not empty, a leading `*` a suffix, a trailing one a prefix.
 * The leading star wins, so the rest of `*a*` is taken as it stands.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function textTest(pattern: string): TextTest {
  if (pattern === '*') return (text) => text !== '';
  return endTest(pattern);
}

/** As {@link textTest}, for a header that is there: `*` also takes an empty value. */
export function headerTest(pattern: string): TextTest {
  if (pattern === '*') return () => true;
  return endTest(pattern);
}

/** As {@link headerTest}, without regard to case: hosts alone are compared so. */
export function hostTest(pattern: string): TextTest {
  const test = headerTest(pattern.toLowerCase());
  return (host) => test(host.toLowerCase());
}

function endTest(pattern: string): TextTest {
  if (pattern.startsWith('*')) {
    const end = pattern.slice(1);
    return (text) => text.endsWith(end);
  }
  if (pattern.endsWith('*')) {
    const start = pattern.slice(0, -1);
    return (text) => text.startsWith(start);
  }
  return (text) => text === pattern;
}

/** Characters that mean the same in every dialect of regular expressions; brackets are read in more than one way. */
const COMMON = /^[\w/:.*+?()|~@%&=, -]*$/;
const AMBIGUOUS = /[*+?]{2}|[(|][*+?]|^[*+?]/;

/** Tests that were made, by their expression; a set has few of them. */
const MADE = new Map<string, TextTest | undefined>();
const KEPT = 1_000;

/** Whether a whole text meets an expression in RE2's dialect; undefined when RE2 refuses the expression. */
export function expressionTest(expression: string): TextTest | undefined {
  if (MADE.has(expression)) return MADE.get(expression);
  const made = madeTest(expression);
  if (MADE.size >= KEPT) MADE.clear();
  MADE.set(expression, made);
  return made;
}

function madeTest(expression: string): TextTest | undefined {
  try {
    if (COMMON.test(expression) && !AMBIGUOUS.test(expression)) {
      const compiled = new RegExp(`^(?:${expression})$`);
      return (text) => compiled.test(text);
    }
    const compiled = RE2JS.compile(expression);
    return (text) => compiled.matches(text);
  } catch {
    return undefined;
  }
}

/** A text inside a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
