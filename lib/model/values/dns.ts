import { refuseFact } from '../fact.js';
import { refuse, type At, type Branded } from './brand.js';

/** A DNS-1123 label: at most 63 lower case letters, digits and `-`. */
export type DnsLabel = Branded<string, 'DnsLabel'>;
/** A DNS-1123 subdomain: labels joined by dots, at most 253 characters. */
export type DnsSubdomain = Branded<string, 'DnsSubdomain'>;
/** A host name with at least two labels, without wildcard or port. */
export type Host = Branded<string, 'Host'>;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Whether a string is a DNS-1123 label. */
export function isDnsLabel(value: string): value is DnsLabel {
  return value.length <= 63 && LABEL.test(value);
}

/** Whether a string is a DNS-1123 subdomain. */
export function isDnsSubdomain(value: string): value is DnsSubdomain {
  return value.length <= 253 && value.split('.').every((label) => LABEL.test(label));
}

/** Parses a name that must be a DNS-1123 label. `max` leaves room for suffixes that controllers add. */
export function dnsLabel(value: string, at: At, max = 63): DnsLabel {
  refuseFact(at.where, at.field, value);
  if (!LABEL.test(value)) {
    refuse(
      'TM1001',
      at,
      'a name is made of lower case letters, digits and "-", and begins and ends with a letter or digit',
      value,
      suggestion(value, max),
    );
  }
  if (value.length > max) {
    refuse(
      'TM1012',
      at,
      `the name has ${value.length} characters and may have ${max}`,
      value,
      `Shorten it by ${value.length - max}.`,
    );
  }
  return value as DnsLabel;
}

/** Parses a name that must be a DNS-1123 subdomain. */
export function dnsSubdomain(value: string, at: At): DnsSubdomain {
  refuseFact(at.where, at.field, value);
  if (!isDnsSubdomain(value)) {
    refuse(
      'TM1002',
      at,
      'a name is made of DNS labels joined by dots, 253 characters at most',
      value,
      suggestion(value, 253),
    );
  }
  return value;
}

/** Parses a host name. Wildcards are refused: each host has exactly one owner. */
export function host(value: string, at: At): Host {
  refuseFact(at.where, at.field, value);
  if (value.includes('*')) {
    refuse(
      'TM1004',
      at,
      'a wildcard would claim hosts of others',
      value,
      'List each host by its full name, such as "tenant-a.example.com".',
    );
  }
  const labels = value.split('.');
  if (value.length > 253 || labels.length < 2 || !labels.every(isDnsLabel) || /^[0-9]+$/.test(labels.at(-1) ?? '')) {
    refuse(
      'TM1003',
      at,
      'not a fully qualified host name',
      value,
      'Write lower case labels joined by dots, without scheme, port or path, such as "tenant-a.example.com".',
    );
  }
  return value as Host;
}

function suggestion(value: string, max: number): string {
  const better = value
    .toLowerCase()
    .replace(/[^-a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, max);
  return isDnsSubdomain(better) && better !== value ? `Write "${better}".` : 'Write a name such as "tenant-a".';
}
