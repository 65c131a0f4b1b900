import type { X509Certificate } from 'node:crypto';

/** Usages as cert-manager names them, by their bit. */
const BASIC = [
  'digital signature',
  'content commitment',
  'key encipherment',
  'data encipherment',
  'key agreement',
  'cert sign',
  'crl sign',
] as const;
const EXTENDED: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'server auth',
  '1.3.6.1.5.5.7.3.2': 'client auth',
};
/** The identifier 2.5.29.15 in DER. */
const KEY_USAGE = Buffer.of(0x06, 0x03, 0x55, 0x1d, 0x0f);
const BIT_STRING = 0x03;

/** What a certificate may be used for, basic and extended, sorted. Node reads the extended ones alone. */
export function usagesOf(certificate: X509Certificate): readonly string[] {
  // Node has no list where the certificate has no such extension, whatever its types say.
  const extended = (certificate.keyUsage as readonly string[] | undefined) ?? [];
  return [...basicUsages(certificate.raw), ...extended.map((id) => EXTENDED[id] ?? id)].sort();
}

function basicUsages(der: Buffer): readonly string[] {
  const at = der.indexOf(KEY_USAGE);
  if (at < 0) return [];
  const start = der.indexOf(BIT_STRING, at + KEY_USAGE.length);
  const length = der[start + 1] ?? 0;
  const bits = der.subarray(start + 3, start + 2 + length);
  return BASIC.filter((_name, bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}
