import { expressionLanguage, languageClasses, textLanguage, type Language, type TextKind } from './language/index.js';
import { textClasses } from './text-classes.js';

/** A character that no value of a policy or request has. */
const MARK = '\0';

/** A regular expression among patterns. */
export function markedExpression(expression: string): string {
  return MARK + expression;
}

/** The regular expression that a pattern stands for; undefined for one that policies write. */
export function expressionOf(pattern: string): string | undefined {
  return pattern.startsWith(MARK) ? pattern.slice(MARK.length) : undefined;
}

/** Texts, one for each set of patterns and expressions that a text can meet at once; undefined once a bound is hit. */
export function valueClasses(patterns: Iterable<string>): readonly string[] | undefined {
  const all = [...patterns];
  return all.some((pattern) => expressionOf(pattern) !== undefined)
    ? mixedClasses(all, textLanguage)
    : textClasses(all);
}

/** As {@link valueClasses}, for texts of a kind. */
export function mixedClasses(
  patterns: readonly string[],
  languageOf: (pattern: string) => Language,
  kind: TextKind = {},
): readonly string[] | undefined {
  const languages = patterns.map((pattern) => {
    const expression = expressionOf(pattern);
    return expression === undefined ? languageOf(pattern) : expressionLanguage(expression);
  });
  const known = languages.filter((language) => language !== undefined);
  return known.length < languages.length ? undefined : languageClasses(known, kind);
}
