import type { JsonValue } from '../../../model/index.js';
import type { Schema } from '../../../imports/schemas.js';
import { isMicroTime, isTime } from '../times.js';
import { isList, isObject, isInt64 } from '../values.js';
import type { Named } from './resolve.js';

/** Digits may be left out: a sign alone is zero for the API server. */
const QUANTITY = /^[+-]?\d*(\.\d*)?([KMGTPE]i|[numkMGTPE]|[eE]([+-]?\d+))?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LIMITS = { int32: 2 ** 31, int64: 2 ** 63 } as const;

/** What a value should have been, where it does not decode into the type of the field. */
export function wantedType({ name, schema }: Named, value: JsonValue): string | undefined {
  if (name === 'resource.Quantity') return isQuantity(value) ? undefined : `a quantity such as '500m' or '1Gi'`;
  if (name === 'intstr.IntOrString') return isIntOrString(value) ? undefined : 'an integer or a string';
  if (name === 'meta.MicroTime') {
    return typeof value === 'string' && isMicroTime(value) ? undefined : 'a time such as 2026-01-31T08:00:00.000000Z';
  }
  if (name.startsWith('apiextensions.JSONSchemaPropsOr')) return wantedSchema(name, value);
  switch (schema.type) {
    case 'object':
      return isObject(value) ? undefined : 'an object';
    case 'array':
      return isList(value) ? undefined : 'a list';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'a boolean';
    case 'number':
      return typeof value === 'number' ? undefined : 'a number';
    case 'integer':
      return isWhole(value, schema.format) ? undefined : `an integer (${schema.format ?? 'int64'})`;
    case 'string':
      return wantedText(schema, value);
    case undefined:
      return undefined;
  }
}

/** Places of a schema that take one schema or something simpler. */
function wantedSchema(name: string, value: JsonValue): string | undefined {
  if (isObject(value)) return undefined;
  if (name.endsWith('OrBool')) return typeof value === 'boolean' ? undefined : 'a schema or a boolean';
  return isList(value) ? undefined : 'a schema or a list';
}

function wantedText({ format }: Schema, value: JsonValue): string | undefined {
  if (typeof value !== 'string') return 'a string';
  if (format === 'byte') return BASE64.test(value.replace(/[\r\n]/g, '')) ? undefined : 'base64';
  if (format === 'date-time') return isTime(value) ? undefined : 'a time such as 2026-01-31T08:00:00Z';
  return undefined;
}

function isQuantity(value: JsonValue): boolean {
  if (typeof value !== 'string') return typeof value === 'number';
  const text = value.trim();
  const exponent = QUANTITY.exec(text)?.[3] ?? '0';
  return text !== '' && QUANTITY.test(text) && Math.abs(Number(exponent)) < LIMITS.int32;
}

function isIntOrString(value: JsonValue): boolean {
  return typeof value === 'string' || isWhole(value, 'int32');
}

function isWhole(value: JsonValue, format: string | undefined): boolean {
  const limit = format === 'int32' ? LIMITS.int32 : LIMITS.int64;
  return typeof value === 'number' && isInt64(value) && value >= -limit && value < limit;
}
