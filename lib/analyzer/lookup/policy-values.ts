import { addressNumber, cidrRange } from '../../model/index.js';
import { isPathTemplate, templateFault } from './path-template.js';

/** Why Istio refuses a value; undefined when it does not. */
export type ValueFault = (value: string) => string | undefined;

const ADDRESS: ValueFault = (value) =>
  (value.includes('/') ? cidrRange(value) : addressNumber(value)) === undefined
    ? `"${value}" is no address and no block of addresses`
    : undefined;

const PORT: ValueFault = (value) =>
  /^\d+$/.test(value) && Number(value) <= 65_535 ? undefined : `"${value}" is no port`;

const PATH: ValueFault = (value) => {
  if (isPathTemplate(value)) return templateFault(value);
  return /[{}]/.test(value) ? `"${value}" has a brace outside of {*} and {**}` : undefined;
};

const SERVICE_ACCOUNT: ValueFault = (value) => {
  if (value.includes('*')) return `"${value}" has a wildcard, which no service account may have`;
  if (value.length > 320) return 'a service account has 320 characters at most';
  const parts = value.split('/');
  return parts.length > 2 || parts.includes('') ? `"${value}" is neither NAME nor NAMESPACE/NAME` : undefined;
};

const TRUST_DOMAIN: ValueFault = (value) => {
  if (value.includes('/')) return `"${value}" has a slash, which no trust domain may have`;
  const inside = value.slice(1, -1).includes('*');
  const several = value.length > 1 && value.startsWith('*') && value.endsWith('*');
  return inside || several ? `"${value}" has a wildcard elsewhere than at one end` : undefined;
};

/** What is asked of the values of a field, beside that none is empty. */
export const FIELD_VALUES: Readonly<Record<string, ValueFault>> = {
  ipBlocks: ADDRESS,
  remoteIpBlocks: ADDRESS,
  ports: PORT,
  paths: PATH,
  serviceAccounts: SERVICE_ACCOUNT,
  trustDomains: TRUST_DOMAIN,
};

const KEY_VALUES: Readonly<Record<string, ValueFault | undefined>> = {
  'source.ip': ADDRESS,
  'remote.ip': ADDRESS,
  'destination.ip': ADDRESS,
  'destination.port': PORT,
  'source.serviceAccount': SERVICE_ACCOUNT,
  'source.trustDomain': TRUST_DOMAIN,
  'source.namespace': undefined,
  'source.principal': undefined,
  'request.auth.principal': undefined,
  'request.auth.audiences': undefined,
  'request.auth.presenter': undefined,
  'connection.sni': undefined,
};

const MAPS = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];

/** Why Istio refuses a key of a condition; undefined when it does not. */
export const keyFault: ValueFault = (key) => {
  if (Object.hasOwn(KEY_VALUES, key)) return undefined;
  if (!MAPS.some((start) => key.startsWith(start))) return `Istio knows no attribute "${key}"`;
  const open = key.indexOf('[');
  return key.endsWith(']') && open > 0 && open < key.length - 2 ? undefined : `"${key}" has no name in brackets`;
};

/** What is asked of the values of a condition. */
export function keyValues(key: string): ValueFault {
  return KEY_VALUES[key] ?? (() => undefined);
}
