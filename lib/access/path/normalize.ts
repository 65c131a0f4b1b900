/** How the mesh normalizes paths before its policies see them. */
export type Normalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/**
 * Path of a request as policies compare it: normalized, without query and fragment.
 *
 * @see https://istio.io/latest/docs/reference/config/security/normalization/
 */
export function normalizePath(raw: string, how: Normalization): string {
  if (!UNUSUAL.test(raw)) return raw;
  const path = raw.replace(/[?#].*$/s, '');
  if (how === 'NONE') return path;
  const decoded = how === 'DECODE_AND_MERGE_SLASHES' ? path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\') : path;
  const unescaped = decoded.replace(/%[0-9a-f]{2}/gi, unreserved).replaceAll('\\', '/');
  const merged = how === 'BASE' ? unescaped : unescaped.replace(/\/{2,}/g, '/');
  return withoutDots(merged);
}

/** What makes a path change, of whichever way. */
const UNUSUAL = /[?#%\\]|\/[./]/;

/** An escape that stands for a character nobody needs to escape. */
function unreserved(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return /[A-Za-z0-9._~-]/.test(character) ? character : escape;
}

function withoutDots(path: string): string {
  const result: string[] = [];
  const segments = path.split('/');
  segments.forEach((segment, at) => {
    const last = at === segments.length - 1;
    if (segment === '..') {
      if (result.length > 1) result.pop();
      if (last) result.push('');
    } else if (segment === '.') {
      if (last) result.push('');
    } else result.push(segment);
  });
  return result.join('/');
}
