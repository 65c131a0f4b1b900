import { addressRange, cidrRange, rangesOverlap, refuse, type AddressRange } from '../../lib/model/index.js';

/** Parsed addresses of a pool, as they were written. */
export type PoolRanges = readonly AddressRange[];

/** More addresses than any pool of Services needs; a larger one is a slip in a range. */
const MOST = 65_536n;

/** Parses the addresses of a pool: one at least, not too many, none twice. */
export function poolRanges(where: string, addresses: readonly string[]): PoolRanges {
  const at = { where, field: 'addresses' };
  if (addresses.length === 0)
    refuse('TM1603', at, 'the pool has no address', addresses, 'Write for instance ["192.0.2.0/28"].');
  const ranges = addresses.map((text) => addressRange(text, at));
  for (const [index, range] of ranges.entries()) {
    const size = range.last - range.first + 1n;
    if (range.family === 4 && size > MOST)
      refuse(
        'TM1603',
        at,
        `the range has ${size} addresses`,
        range.text,
        `Write a range of at most ${MOST} addresses.`,
      );
    const other = ranges.slice(0, index).find((earlier) => rangesOverlap(earlier, range));
    if (other !== undefined)
      refuse(
        'TM1601',
        at,
        `"${range.text}" and "${other.text}" of this pool share addresses`,
        range.text,
        'Write each address once.',
      );
  }
  return ranges;
}

/** Refuses ranges that take addresses of something else. */
export function refuseOverlap(where: string, ranges: PoolRanges, others: PoolRanges, owner: string): void {
  for (const range of ranges) {
    const other = others.find((taken) => rangesOverlap(taken, range));
    if (other === undefined) continue;
    refuse(
      'TM1601',
      { where, field: 'addresses' },
      `the range shares addresses with "${other.text}" of ${owner}`,
      range.text,
      'Write a range that nothing else uses.',
    );
  }
}

/**
 * Shortest prefix of the blocks that make up a range of a family: what an aggregation length is compared with.
 * Undefined where the pool has no address of that family.
 */
export function shortestPrefix(ranges: PoolRanges, family: 4 | 6): number | undefined {
  const prefixes = ranges.filter((range) => range.family === family).flatMap((range) => blocksOf(range));
  return prefixes.length === 0 ? undefined : Math.min(...prefixes);
}

/** Prefix lengths of the blocks that a range is summarized into. */
function blocksOf({ text, family, first, last }: AddressRange): number[] {
  const block = text.includes('/') ? cidrRange(text) : undefined;
  if (block !== undefined) return [block.prefix];
  const bits = family === 4 ? 32 : 128;
  const prefixes: number[] = [];
  for (let at = first; at <= last;) {
    let free = 0;
    while (free < bits && at % (1n << BigInt(free + 1)) === 0n && at + (1n << BigInt(free + 1)) - 1n <= last) free += 1;
    prefixes.push(bits - free);
    at += 1n << BigInt(free);
  }
  return prefixes;
}
