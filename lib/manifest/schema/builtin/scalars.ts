import type { JsonValue } from '../../../model/index.js';
import type { Schema } from '../../../imports/schemas.js';
import { isList, isObject, isInt64 } from '../values.js';
import type { Named } from './resolve.js';

const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([.,]\d+)?(Z|[+-]\d{2}:\d{2})$/;
const LIMITS: Readonly<Record<string, number>> = { int32: 2 ** 31, int64: 2 ** 63 };

/** What a value should have been, where it does not decode into the type of the field. */
export function wantedType({ name, schema }: Named, value: JsonValue): string | undefined {
  if (name.endsWith('.resource.Quantity')) return isQuantity(value) ? undefined : `a quantity such as '500m' or '1Gi'`;
  if (name.endsWith('.intstr.IntOrString')) return isIntOrString(value) ? undefined : 'an integer or a string';
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

function wantedText({ format }: Schema, value: JsonValue): string | undefined {
  if (typeof value !== 'string') return 'a string';
  if (format === 'byte') return BASE64.test(value.replace(/[\r\n]/g, '')) ? undefined : 'base64';
  if (format === 'date-time') return TIME.test(value) ? undefined : 'a time such as 2026-01-31T08:00:00Z';
  return undefined;
}

function isQuantity(value: JsonValue): boolean {
  return typeof value === 'number' || (typeof value === 'string' && QUANTITY.test(value));
}

function isIntOrString(value: JsonValue): boolean {
  return typeof value === 'string' || isWhole(value, 'int32');
}

function isWhole(value: JsonValue, format: string | undefined): boolean {
  const limit = LIMITS[format ?? 'int64'] ?? 2 ** 63;
  return typeof value === 'number' && isInt64(value) && value >= -limit && value < limit;
}
