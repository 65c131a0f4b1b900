import { isPathTemplate } from '../../../analyzer/lookup/path-template.js';
import { codeSpan, eachOf, EVERY, literal, one, repeat, sequence, span, type Language, type Span } from './syntax.js';

const SEGMENT: readonly Span[] = [span('a', 'z'), span('A', 'Z'), span('0', '9'), ...eachOf("-._~%!$&'()+,;:@")];
const TEXT: readonly Span[] = [...SEGMENT, codeSpan('/')];

/** The paths that meet a pattern of a policy, which may be a template. */
export function pathLanguage(pattern: string): Language {
  if (!isPathTemplate(pattern)) return textLanguage(pattern);
  const segments = pattern.split('/').map(segmentLanguage);
  return sequence(segments.flatMap((segment, at) => (at === 0 ? [segment] : [literal('/'), segment])));
}

/** The texts that meet a pattern of a policy. */
export function textLanguage(pattern: string): Language {
  if (pattern === '*') return repeat(one(EVERY), 1);
  const rest = repeat(one(EVERY), 0);
  if (pattern.startsWith('*')) return sequence([rest, literal(pattern.slice(1))]);
  return pattern.endsWith('*') ? sequence([literal(pattern.slice(0, -1)), rest]) : literal(pattern);
}

function segmentLanguage(segment: string): Language {
  if (segment === '{*}') return repeat(one(SEGMENT), 1);
  return segment === '{**}' ? repeat(one(TEXT), 0) : literal(segment);
}
