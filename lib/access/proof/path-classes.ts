import { isPathTemplate } from '../../analyzer/lookup/path-template.js';
import { expressionOf, mixedClasses } from './expressions.js';
import { pathLanguage, type TextKind } from './language/index.js';
import { textClasses } from './text-classes.js';

/** What a path is: it begins with a slash, and ends before the query. */
const PATH: TextKind = { begins: '/', without: '?#' };

/** Paths, one for each set of patterns that a path can meet at once; undefined once a bound is hit. */
export function pathClasses(patterns: readonly string[], bound?: number): readonly string[] | undefined {
  const isSimple = !patterns.some((pattern) => isPathTemplate(pattern) || expressionOf(pattern) !== undefined);
  if (isSimple) return textClasses([...patterns, '/*']).filter((text) => text.startsWith('/'));
  return mixedClasses(patterns, pathLanguage, { ...PATH, ...(bound === undefined ? {} : { bound }) });
}
