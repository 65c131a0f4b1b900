import { addressNumber, cidrRange, type AddressRange } from '../../model/index.js';
import type { Address } from './call.js';

/** Addresses from the first to the last. */
export type AddressSpan = Pick<AddressRange, 'family' | 'first' | 'last'>;

/** A test of an address; undefined for a text that is neither an address nor a block. */
export function blockTest(text: string): ((address: Address) => boolean) | undefined {
  const range = blockRange(text);
  return range && ((address) => holdsAddress(range, address));
}

/** The addresses of a block, or the one that a text is. */
export function blockRange(text: string): AddressSpan | undefined {
  if (text.includes('/')) return cidrRange(text);
  const address = addressNumber(text);
  return address && rangeOf(address);
}

/** The range of one address alone. */
export function rangeOf({ family, value }: Address): AddressSpan {
  return { family, first: value, last: value };
}

/** Whether an address is in a range. */
export function holdsAddress({ family, first, last }: AddressSpan, address: Address): boolean {
  return address.family === family && first <= address.value && address.value <= last;
}
