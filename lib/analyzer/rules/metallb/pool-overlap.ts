import { MeshError, addressRange, rangesOverlap, type AddressRange } from '../../../model/index.js';
import { originText, type ManifestEntry } from '../../../manifest/index.js';
import { field } from '../../context.js';
import { strings } from '../../read.js';
import type { Rule } from '../../rule.js';

interface Span {
  readonly entry: ManifestEntry;
  readonly index: number;
  readonly range: AddressRange;
}

const POOL = 'IPAddressPool.metallb.io';

/** Two pools that share an address: MetalLB's webhook refuses the second one. */
export const poolOverlap: Rule = {
  meta: {
    code: 'TM4501',
    name: 'pool-overlap',
    area: 'metallb',
    summary: 'MetalLB refuses a pool that shares an address with another one, so its Services stay without an address.',
    remedy: 'Give each pool a range of its own.',
    inputs: [POOL],
  },
  check: (context) => {
    const spans = context.all(POOL).flatMap(spansOf);
    spans.sort((a, b) => (a.range.first < b.range.first ? -1 : a.range.first > b.range.first ? 1 : 0));
    for (const family of [4, 6] as const) {
      let widest: Span | undefined;
      for (const span of spans.filter(({ range }) => range.family === family)) {
        if (widest !== undefined && rangesOverlap(widest.range, span.range)) {
          const other = `${widest.entry.id.name} (${originText(widest.entry.origin)})`;
          context.report(span.entry, {
            field: `spec.addresses[${span.index}]`,
            message: `range "${span.range.text}" shares addresses with "${widest.range.text}" of pool ${other}`,
          });
        }
        if (widest === undefined || span.range.last > widest.range.last) widest = span;
      }
    }
  },
};

function spansOf(entry: ManifestEntry): readonly Span[] {
  return strings(field(entry, 'spec', 'addresses')).flatMap((text, index) => {
    const range = parse(text);
    return range === undefined ? [] : [{ entry, index, range }];
  });
}

/** A text that is no range is the schema's and the constructor's business. */
function parse(text: string): AddressRange | undefined {
  try {
    return addressRange(text, { where: '', field: '' });
  } catch (error) {
    if (MeshError.is(error)) return undefined;
    throw error;
  }
}
