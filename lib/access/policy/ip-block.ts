import { addressNumber, cidrRange } from '../../model/index.js';
import type { Address } from './call.js';

/** A test of an address; undefined for a text that is neither an address nor a block. */
export function blockTest(text: string): ((address: Address) => boolean) | undefined {
  const range = text.includes('/') ? cidrRange(text) : singleAddress(text);
  if (range === undefined) return undefined;
  const { family, first, last } = range;
  return (address) => address.family === family && first <= address.value && address.value <= last;
}

function singleAddress(text: string): { family: 4 | 6; first: bigint; last: bigint } | undefined {
  const address = addressNumber(text);
  return address && { family: address.family, first: address.value, last: address.value };
}
