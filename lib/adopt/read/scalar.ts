import type { JsonValue } from '../../model/index.js';

/** Text of a plain value; empty for maps, lists and nothing. */
export function scalarText(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
