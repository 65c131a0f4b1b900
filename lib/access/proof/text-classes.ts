/**
 * Texts, one for each set of patterns that a text can meet at once.
 *
 * A text that is no exact value meets the prefixes of its longest prefix and the suffixes of its longest suffix, so the
 * longest of each, held apart by a character that no pattern has, stand for all others.
 */
export function textClasses(patterns: Iterable<string>): readonly string[] {
  const [exact, prefixes, suffixes] = [new Set<string>(), new Set(['']), new Set([''])];
  for (const pattern of patterns) {
    if (pattern === '*') continue;
    if (pattern.startsWith('*')) suffixes.add(pattern.slice(1));
    else if (pattern.endsWith('*')) prefixes.add(pattern.slice(0, -1));
    else exact.add(pattern);
  }
  const filler = unusedCharacter([...exact, ...prefixes, ...suffixes]);
  const joined = [...prefixes].flatMap((start) => [...suffixes].map((end) => `${start}${filler}${end}`));
  return [...new Set([...exact, ...joined])];
}

/** A character that no text has; letters first, so that witnesses read well. */
export function unusedCharacter(texts: readonly string[]): string {
  const used = new Set(texts.flatMap((text) => [...text.toLowerCase()]));
  for (const candidate of 'xzqjwkvy0123456789') if (!used.has(candidate)) return candidate;
  for (let code = 0x100; ; code++) {
    const candidate = String.fromCharCode(code);
    if (!used.has(candidate)) return candidate;
  }
}
