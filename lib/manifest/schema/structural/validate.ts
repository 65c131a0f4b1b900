import type { JsonObject, JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { child, item } from '../path.js';
import { isList, isObject, own, typeName } from '../values.js';
import { combine } from './combine.js';
import type { SchemaNode } from './node.js';
import { checkEnum, checkNumber, checkString } from './scalars.js';

/**
 * Checks a value against a schema as the API server does.
 *
 * Returns how many checks the value met: where several alternatives fail, the one that met most is the one reported.
 */
export function validate(node: SchemaNode, value: JsonValue, path: string, found: SchemaFinding[]): number {
  if (value === null) {
    const met = checkType(node, value, path, found) ? 1 : 0;
    checkEnum(node, value, path, found);
    return met;
  }
  let met = 3; // the value itself, its combinations and its enumeration
  if (node.types.length > 0 || node.format !== undefined) met += checkType(node, value, path, found) ? 2 : 1;
  met += combine(node, value, path, found, validate);
  met += validateByKind(node, value, path, found);
  checkEnum(node, value, path, found);
  return met;
}

function validateByKind(node: SchemaNode, value: JsonValue, path: string, found: SchemaFinding[]): number {
  switch (typeof value) {
    case 'string':
      checkString(node, value, path, found);
      return node.format === undefined ? 1 : 2;
    case 'number':
      checkNumber(node, value, path, found);
      return 2;
    case 'boolean':
      return 0;
    default:
      if (isList(value)) return validateList(node, value, path, found);
      return isObject(value) ? validateObject(node, value, path, found) : 0;
  }
}

/** Whether the type fits. The order of the exceptions is the API server's, which lets a list pass where a format is. */
function checkType(node: SchemaNode, value: JsonValue, path: string, found: SchemaFinding[]): boolean {
  const { types, format } = node;
  const type = typeName(value);
  if (type === 'null') {
    if (types.length === 0 || node.nullable) return true;
    return refuse(`must be ${names(types)}, not null`, value, path, types, found);
  }
  const whole = type === 'number' && types.includes('integer') && Number.isSafeInteger(value);
  const fits = types.includes(type) || whole || (type === 'integer' && types.includes('number'));
  const text = type === 'string' || type === 'array';
  if (!text && format !== undefined && !fits) {
    return refuse(`must be a ${format}, not ${type}`, value, path, ['string'], found);
  }
  if (fits) return true;
  if (format !== undefined && text && !types.includes('number') && !types.includes('integer')) return true;
  return refuse(`must be of type ${names(types)}, not ${type}`, value, path, types, found);
}

function refuse(message: string, value: JsonValue, path: string, types: readonly string[], found: SchemaFinding[]) {
  found.push({ code: 'TM3004', field: path, message, value, remedy: `Write ${names(types.map(withArticle))}.` });
  return false;
}

function names(types: readonly string[]): string {
  return types.join(' or ');
}

function withArticle(type: string): string {
  const word = type === 'array' ? 'list' : type;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

function validateObject(node: SchemaNode, value: JsonObject, path: string, found: SchemaFinding[]): number {
  const keys = Object.keys(value);
  checkSize(node, keys.length, path, found);
  let met = 1;
  for (const key of keys) {
    const schema = node.property(key) ?? node.extra;
    const field = own(value, key);
    if (schema && field !== undefined) met += validate(schema, field, child(path, key), found);
  }
  for (const name of node.schema.required ?? []) {
    if (own(value, name) === undefined) {
      const remedy = `Add '${name}'.`;
      found.push({ code: 'TM3005', field: child(path, name), message: 'required field is missing', remedy });
    }
  }
  return met;
}

function checkSize(node: SchemaNode, size: number, path: string, found: SchemaFinding[]): void {
  const { minProperties, maxProperties } = node.schema;
  if (minProperties !== undefined && size < minProperties) {
    found.push(few(path, size, minProperties, 'fields'));
  }
  if (maxProperties !== undefined && size > maxProperties) found.push(many(path, size, maxProperties, 'fields'));
}

function validateList(node: SchemaNode, list: readonly JsonValue[], path: string, found: SchemaFinding[]): number {
  const { items } = node;
  const { minItems, maxItems } = node.schema;
  let met = 2;
  if (items) list.forEach((value, index) => (met += validate(items, value, item(path, index), found)));
  if (minItems !== undefined && list.length < minItems) found.push(few(path, list.length, minItems, 'items'));
  if (maxItems !== undefined && list.length > maxItems) found.push(many(path, list.length, maxItems, 'items'));
  return met;
}

function few(field: string, size: number, min: number, what: string): SchemaFinding {
  const message = `has ${size} ${what}, fewer than ${min}`;
  return { code: 'TM3008', field, message, remedy: `Write at least ${min} ${what}.` };
}

function many(field: string, size: number, max: number, what: string): SchemaFinding {
  const message = `has ${size} ${what}, more than ${max}`;
  return { code: 'TM3007', field, message, remedy: `Write at most ${max} ${what}.` };
}
