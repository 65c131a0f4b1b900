import { isIP } from 'node:net';
import { RE2JS } from 're2js';

/** Formats that the API server checks in a custom resource; any other is ignored. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  byte: (text) => BASE64.test(text),
  cidr: isCidr,
  date: (text) => DATE.test(text) && isDay(text),
  datetime: isDateTime,
  duration: isDuration,
  email: (text) => EMAIL.test(text),
  hexcolor: (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  hostname: isHostname,
  ipv4: (text) => isIP(sloppy(text)) === 4 || (text.includes('.') && isIP(text) === 6),
  ipv6: (text) => text.includes(':') && isIP(text) === 6 && !text.includes('%'),
  k8slongname: (text) => text.length <= 253 && LONG_NAME.test(text),
  k8sshortname: (text) => text.length <= 63 && SHORT_NAME.test(text),
  mac: (text) => MAC.test(text),
  password: () => true,
  uri: isRequestUri,
  uuid: (text) => UUID.test(text),
  uuid3: (text) => UUID.test(text) && /^[^-]{8}-?[^-]{4}-?3/.test(text),
  uuid4: (text) => UUID.test(text) && /^[^-]{8}-?[^-]{4}-?4[^-]{3}-?[89abAB]/.test(text),
  uuid5: (text) => UUID.test(text) && /^[^-]{8}-?[^-]{4}-?5[^-]{3}-?[89abAB]/.test(text),
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})$/;
const SHORT_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LONG_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAC = /^([0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}(([:-][0-9a-fA-F]{2}){2})?|[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){2,3})$/;
const UUID = /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/;
const EMAIL = /^(?:[^<>]*<)?[^\s<>@,;:]+@[^\s<>@,;:]+>?$/;
const GO_DURATION = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;
const DURATION_PART = /(\d+)\s*([A-Za-zµ]+)/g;
const DURATION_UNIT = /^(ns|us|µs|ms|s|m|h|hr|d|w|wk|(nano|micro|milli|sec|min|hour|day|week).*)$/i;
const HOSTNAME = RE2JS.compile(
  '^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)' +
    '|([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$',
);

/** Whether the API server checks a format. */
export function known(format: string): boolean {
  return Object.hasOwn(FORMATS, normal(format));
}

/** Whether a text has a format that the API server checks. */
export function hasFormat(text: string, format: string): boolean {
  return FORMATS[normal(format)]?.(text) ?? true;
}

/** Whether a text is an absolute URL or an absolute path, as a request line takes it. */
export function isRequestUri(text: string): boolean {
  if (text === '' || hasControl(text)) return false;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text);
  if (!scheme) return text.startsWith('/') && isHierarchy(text);
  const rest = scheme[2] ?? '';
  return rest.startsWith('/') ? isHierarchy(rest) : rest !== '' || text.endsWith(':');
}

/** Authority and path of a URL. */
function isHierarchy(rest: string): boolean {
  if (!rest.startsWith('//') || rest.startsWith('///')) return goodEscapes(rest.split('?')[0] ?? '');
  const [authority = '', ...path] = rest.slice(2).split(/(?=[/?])/);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const port = /:([^:\]]*)$/.exec(host)?.[1] ?? '';
  const goodHost = host.startsWith('[') ? host.includes(']') : !/[\s"<>\\^`{|}[\]]/.test(host);
  return goodHost && /^\d*$/.test(port) && goodEscapes((path.join('').split('?')[0] ?? '') + host);
}

function goodEscapes(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text);
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\u007f');
}

function normal(format: string): string {
  return format.replaceAll('-', '');
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const [day = '', time = ''] = text.toLowerCase().split('t');
  const [, hours = '99', minutes = '99', seconds = '99'] = TIME.exec(time) ?? [];
  return DATE.test(day) && isDay(day) && hours <= '23' && minutes <= '59' && seconds <= '59';
}

/** Go's grammar, or one amount with a unit anywhere in the text: the API server is as lenient. */
function isDuration(text: string): boolean {
  if (GO_DURATION.test(text)) return true;
  return [...text.matchAll(DURATION_PART)].some(([, , unit = '']) => DURATION_UNIT.test(unit));
}

/** An IPv4 address without the leading zeros that the API server tolerates. */
function sloppy(text: string): string {
  return text.replace(/(^|\.)0+(?=\d)/g, '$1');
}

function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const family = isIP(sloppy(address));
  return rest.length === 0 && family > 0 && /^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128);
}

function isHostname(text: string): boolean {
  return HOSTNAME.test(text) && Buffer.byteLength(text) <= 255 && text.split('.').every((label) => label.length <= 63);
}
