/** Code points from the first to the last. */
export type Span = readonly [first: number, last: number];

/** A language, as trees of what may follow what. */
export type Language =
  | { readonly kind: 'one'; readonly of: readonly Span[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Language[] }
  | { readonly kind: 'choice'; readonly parts: readonly Language[] }
  /** `most` is undefined where there is no limit. */
  | { readonly kind: 'repeat'; readonly part: Language; readonly least: number; readonly most: number | undefined };

/** The last code point. */
export const LAST = 0x10_ffff;
/** Every character. */
export const EVERY: readonly Span[] = [[0, LAST]];

/** One character of a set. */
export function one(of: readonly Span[]): Language {
  return { kind: 'one', of };
}

/** One language behind the other. */
export function sequence(parts: readonly Language[]): Language {
  return { kind: 'sequence', parts };
}

/** A language several times. */
export function repeat(part: Language, least: number, most?: number): Language {
  return { kind: 'repeat', part, least, most };
}

/** A text as it stands. */
export function literal(text: string): Language {
  return sequence(eachOf(text).map((character) => one([character])));
}

/** One character. */
export function codeSpan(character: string): Span {
  const code = character.codePointAt(0) ?? 0;
  return [code, code];
}

/** Each character of a text. */
export function eachOf(text: string): readonly Span[] {
  return Array.from(text, codeSpan);
}

/** Characters between two. */
export function span(first: string, last: string): Span {
  return [codeSpan(first)[0], codeSpan(last)[0]];
}

/** All other characters. */
export function complement(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  let next = 0;
  for (const [first, last] of [...spans].sort(([a], [b]) => a - b)) {
    if (first > next) found.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  if (next <= LAST) found.push([next, LAST]);
  return found;
}

/** Whether a set holds a code point. */
export function holds(spans: readonly Span[], code: number): boolean {
  return spans.some(([first, last]) => first <= code && code <= last);
}
