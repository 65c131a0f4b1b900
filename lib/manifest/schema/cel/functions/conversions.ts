import { CelError } from '../ast.js';
import { Duration, noOverload, Timestamp, type CelValue } from '../values.js';
import type { Functions } from './signature.js';

const LIMIT = 2 ** 63;
const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** Functions that turn a value into one of another type. */
export const CONVERSIONS: Functions = {
  bool: ([value]) => {
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'string') return noOverload('bool');
    if (TRUE.has(value)) return true;
    return FALSE.has(value) ? false : fail(`not a truth value: ${value}`);
  },
  bytes: ([value]) => (typeof value === 'string' ? new TextEncoder().encode(value) : noOverload('bytes')),
  double: ([value]) => {
    if (typeof value === 'number') return value;
    if (typeof value !== 'string') return noOverload('double');
    return value.trim() !== value || value === '' || Number.isNaN(Number(value))
      ? fail(`not a number: ${value}`)
      : Number(value);
  },
  dyn: ([value]) => value ?? null,
  int: ([value]) => whole(value, -LIMIT),
  string: ([value]) => text(value),
  uint: ([value]) => whole(value, 0),
};

function whole(value: CelValue | undefined, least: number): number {
  if (value instanceof Timestamp) return Number(value.nanos / 1_000_000_000n);
  const number = typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'string') return fail(`not a whole number: ${number}`);
  if (typeof number !== 'number') return noOverload('int');
  return number >= least && number < LIMIT ? Math.trunc(number) : fail('a whole number out of range');
}

function text(value: CelValue | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Duration) return `${Number(value.nanos) / 1e9}s`;
  return value instanceof Uint8Array ? new TextDecoder('utf-8', { fatal: true }).decode(value) : noOverload('string');
}

function fail(message: string): never {
  throw new CelError(message);
}
