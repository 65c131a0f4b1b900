import type { Address } from '../policy/call.js';

/** An address as people write it. */
export function addressText({ family, value }: Address): string {
  if (family === 4) return parts(value, 4, 8n).map(String).join('.');
  const groups = parts(value, 8, 16n).map((group) => group.toString(16));
  return groups.join(':').replace(/(?:^|:)0(?::0)+(?::|$)/, '::');
}

/** A number in parts of equal size, the highest first. */
function parts(value: bigint, count: number, bits: bigint): readonly bigint[] {
  return Array.from({ length: count }, (_, at) => (value >> (bits * BigInt(count - 1 - at))) & ((1n << bits) - 1n));
}
