import { isIP } from 'node:net';
import { refuse, type At, type Branded } from './brand.js';

/** A CIDR whose host bits are zero, such as `10.0.0.0/8` or `fd00::/64`. */
export type Cidr = Branded<string, 'Cidr'>;
/** A span of addresses of one family: a CIDR, or `first-last`. */
export interface AddressRange {
  /** As it was written. */
  readonly text: string;
  /** Version of the Internet Protocol. */
  readonly family: 4 | 6;
  /** First address as a number. */
  readonly first: bigint;
  /** Last address as a number. */
  readonly last: bigint;
}

const EXAMPLE = 'Write a CIDR such as "192.0.2.0/28" or a range such as "192.0.2.10-192.0.2.20".';

/** Number of an address, or undefined when it is none. Leading zeros are refused, as Go refuses them. */
export function addressNumber(text: string): { family: 4 | 6; value: bigint } | undefined {
  const family = isIP(text);
  if (family === 4) return { family: 4, value: text.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n) };
  if (family === 6 && !text.includes('%')) return { family: 6, value: ipv6Number(text) };
  return undefined;
}

function ipv6Number(text: string): bigint {
  const dotted = /^(.*:)([0-9]+\.[0-9.]+)$/.exec(text);
  if (dotted) {
    const low = addressNumber(dotted[2] ?? '')?.value ?? 0n;
    return ipv6Number(`${dotted[1] ?? ''}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  }
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}

/** The span of a CIDR, or undefined when it is none. Host bits may be set; `exact` tells. */
export function cidrRange(text: string): (AddressRange & { exact: boolean; prefix: number }) | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const parsed = addressNumber(address);
  if (parsed === undefined || length === undefined || rest.length > 0 || !/^(0|[1-9][0-9]{0,2})$/.test(length))
    return undefined;
  const bits = parsed.family === 4 ? 32 : 128;
  const prefix = Number(length);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = parsed.value - (parsed.value % size);
  return { text, family: parsed.family, first, last: first + size - 1n, exact: first === parsed.value, prefix };
}

/** Parses a CIDR. Set host bits are refused, since readers take such a text for one address. */
export function cidr(value: string, at: At): Cidr {
  const range = cidrRange(value);
  if (range === undefined)
    return refuse('TM1005', at, 'not a CIDR', value, 'Write an address and a prefix length, such as "10.0.0.0/8".');
  if (!range.exact) {
    refuse(
      'TM1005',
      at,
      `the host bits are set, so this means all ${range.last - range.first + 1n} addresses of the block`,
      value,
      `Write "${value.split('/')[0] ?? ''}/${range.family === 4 ? 32 : 128}" for the one address, or the block's first address.`,
    );
  }
  return value as Cidr;
}

/** Parses a CIDR or a `first-last` range of one family. */
export function addressRange(value: string, at: At): AddressRange {
  if (!value.includes('-')) {
    cidr(value, at);
    const range = cidrRange(value);
    if (range === undefined) return refuse('TM1006', at, 'not an address range', value, EXAMPLE);
    return { text: value, family: range.family, first: range.first, last: range.last };
  }
  const [start = '', end = '', ...rest] = value.split('-').map((part) => part.trim());
  const first = addressNumber(start);
  const last = addressNumber(end);
  if (first === undefined || last === undefined || rest.length > 0)
    return refuse('TM1006', at, 'not an address range', value, EXAMPLE);
  if (first.family !== last.family)
    return refuse('TM1006', at, 'the two ends are of different families, which yields no address', value, EXAMPLE);
  if (first.value > last.value)
    return refuse('TM1006', at, 'the range ends before it begins', value, `Write "${end}-${start}".`);
  return { text: value, family: first.family, first: first.value, last: last.value };
}

/** The blocks that are left of a CIDR without another one; what is no CIDR is left as it is. */
export function withoutBlock(block: string, hole: string): readonly string[] {
  const [outer, inner] = [cidrRange(block), cidrRange(hole)];
  if (outer === undefined || inner === undefined || !rangesOverlap(outer, inner)) return [block];
  if (inner.prefix <= outer.prefix) return [];
  const prefix = outer.prefix + 1;
  const middle = outer.first + (outer.last - outer.first + 1n) / 2n;
  return [outer.first, middle].flatMap((first) =>
    withoutBlock(`${addressText(outer.family, first)}/${String(prefix)}`, hole),
  );
}

/** An address as text, without any shortening. */
function addressText(family: 4 | 6, value: bigint): string {
  const [parts, bits] = family === 4 ? [4, 8n] : [8, 16n];
  const numbers = Array.from(
    { length: parts },
    (_, at) => (value >> (BigInt(parts - 1 - at) * bits)) & ((1n << bits) - 1n),
  );
  return family === 4 ? numbers.join('.') : numbers.map((number) => number.toString(16)).join(':');
}

/** Whether two spans share an address. */
export function rangesOverlap(a: Omit<AddressRange, 'text'>, b: Omit<AddressRange, 'text'>): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}
