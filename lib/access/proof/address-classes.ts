import type { Address } from '../policy/call.js';
import { blockRange } from '../policy/ip-block.js';

/** Addresses, one for each set of blocks that an address can be in at once, of both families. */
export function addressClasses(blocks: Iterable<string>): readonly Address[] {
  const edges = { 4: new Set([0n]), 6: new Set([0n]) };
  for (const block of blocks) {
    const range = blockRange(block);
    if (range === undefined) continue;
    edges[range.family].add(range.first);
    edges[range.family].add(range.last + 1n);
  }
  const families = [4, 6] as const;
  return families.flatMap((family) => {
    const end = 1n << (family === 4 ? 32n : 128n);
    return [...edges[family]].filter((value) => value < end).map((value) => ({ family, value }));
  });
}
