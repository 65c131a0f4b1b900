import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS | null>();

/** The expression of a pattern in the API server's grammar (RE2), or nothing where it does not parse. */
export function re2(pattern: string): RE2JS | undefined {
  const known = compiled.get(pattern);
  if (known !== undefined) return known ?? undefined;
  const made = parse(pattern);
  compiled.set(pattern, made);
  return made ?? undefined;
}

function parse(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return null;
  }
}
