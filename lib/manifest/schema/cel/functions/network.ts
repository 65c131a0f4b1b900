import { isIP } from 'node:net';
import { CelError } from '../ast.js';
import { Cidr, Ip, noOverload, type CelValue } from '../values.js';
import { on, onText, type Functions } from './signature.js';

const V4_WIDTH = 32;
const V6_WIDTH = 128;

/** Makers of addresses and networks. */
export const NETWORK_FUNCTIONS: Functions = {
  cidr: onText('cidr', (text) => parseCidr(text) ?? fail(`not a network: ${text}`)),
  ip: onText('ip', (text) => parseIp(text) ?? fail(`not an address: ${text}`)),
  'ip.isCanonical': onText(
    'ip.isCanonical',
    (text) => (parseIp(text) ?? fail(`not an address: ${text}`)).text === text,
  ),
  isCIDR: onText('isCIDR', (text) => parseCidr(text) !== undefined),
  isIP: onText('isIP', (text) => parseIp(text) !== undefined),
};

/** Methods of addresses and networks. */
export const NETWORK_METHODS: Functions = {
  containsCIDR: on('containsCIDR', isCidr, (net, [other]) => {
    const inner = typeof other === 'string' ? (parseCidr(other) ?? fail(`not a network: ${other}`)) : other;
    return inner instanceof Cidr ? inner.length >= net.length && holds(net, inner.ip) : noOverload('containsCIDR');
  }),
  containsIP: on('containsIP', isCidr, (net, [other]) => {
    const ip = typeof other === 'string' ? (parseIp(other) ?? fail(`not an address: ${other}`)) : other;
    return ip instanceof Ip ? holds(net, ip) : noOverload('containsIP');
  }),
  family: on('family', isIpValue, ({ family }) => family),
  ip: on('ip', isCidr, ({ ip }) => ip),
  isGlobalUnicast: on(
    'isGlobalUnicast',
    isIpValue,
    (ip) => !['loopback', 'link-local', 'multicast', 'none'].includes(scope(ip)),
  ),
  isLinkLocalMulticast: on('isLinkLocalMulticast', isIpValue, ({ text }) => /^(224\.0\.0\.|ff.2:)/.test(text)),
  isLinkLocalUnicast: on('isLinkLocalUnicast', isIpValue, (ip) => scope(ip) === 'link-local'),
  isLoopback: on('isLoopback', isIpValue, (ip) => scope(ip) === 'loopback'),
  isUnspecified: on('isUnspecified', isIpValue, ({ bits }) => bits === 0n),
  masked: on('masked', isCidr, (net) => new Cidr(fromBits(net.ip.family, mask(net, net.ip.bits)), net.length)),
  prefixLength: on('prefixLength', isCidr, ({ length }) => length),
};

/** Parses an address; leading zeros, zones and IPv4 inside IPv6 are refused. */
function parseIp(text: string): Ip | undefined {
  const family = isIP(text);
  if (family === 4) {
    const octets = text.split('.').map(Number);
    return new Ip(
      4,
      octets.reduce((bits, octet) => bits * 256n + BigInt(octet), 0n),
      octets.join('.'),
    );
  }
  if (family !== 6 || text.includes('%')) return undefined;
  const bits = bitsOf(text);
  return bits >> 32n === 0xffffn ? undefined : fromBits(6, bits);
}

function bitsOf(text: string): bigint {
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
    const [a, b, c, d] = octets.slice(0, 4).map((octet) => Number(octet).toString(16).padStart(2, '0'));
    return `${a ?? ''}${b ?? ''}:${c ?? ''}${d ?? ''}`;
  });
  const [head = '', tail] = plain.split('::');
  const [left, right] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const gap = tail === undefined ? 0 : 8 - (left?.length ?? 0) - (right?.length ?? 0);
  const groups = [...(left ?? []), ...Array<string>(gap).fill('0'), ...(right ?? [])];
  return groups.reduce((bits, group) => (bits << 16n) + BigInt(`0x${group}`), 0n);
}

function fromBits(family: 4 | 6, bits: bigint): Ip {
  if (family === 4) return new Ip(4, bits, [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.'));
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const text = groups.join(':');
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length || a.index - b.index);
  const [run] = runs;
  if (!run) return new Ip(6, bits, text);
  const before = text.slice(0, run.index).replace(/:$/, '');
  return new Ip(6, bits, `${before}::${text.slice(run.index + run[0].length).replace(/^:/, '')}`);
}

function parseCidr(text: string): Cidr | undefined {
  const [address = '', length = ''] = text.split('/');
  const ip = parseIp(address);
  if (!ip || text.split('/').length !== 2 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  return Number(length) <= width(ip) ? new Cidr(ip, Number(length)) : undefined;
}

function width(ip: Ip): number {
  return ip.family === 4 ? V4_WIDTH : V6_WIDTH;
}

function mask({ ip, length }: Cidr, bits: bigint): bigint {
  const rest = BigInt(width(ip) - length);
  return (bits >> rest) << rest;
}

function holds(net: Cidr, ip: Ip): boolean {
  return ip.family === net.ip.family && mask(net, ip.bits) === mask(net, net.ip.bits);
}

function scope({ family, bits }: Ip): 'loopback' | 'link-local' | 'multicast' | 'none' | 'global' {
  if (bits === 0n) return 'none';
  if (family === 4) {
    if (bits >> 24n === 127n) return 'loopback';
    if (bits >> 16n === 0xa9fen) return 'link-local';
    return bits >> 28n === 0xen || bits === 0xffffffffn ? 'multicast' : 'global';
  }
  if (bits === 1n) return 'loopback';
  if (bits >> 118n === 0x3fan) return 'link-local';
  return bits >> 120n === 0xffn ? 'multicast' : 'global';
}

function isCidr(value: CelValue | undefined): value is Cidr {
  return value instanceof Cidr;
}

function isIpValue(value: CelValue | undefined): value is Ip {
  return value instanceof Ip;
}

function fail(message: string): never {
  throw new CelError(message);
}
