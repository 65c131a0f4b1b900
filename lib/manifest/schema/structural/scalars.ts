import type { JsonValue } from '../../../model/index.js';
import type { SchemaFinding } from '../finding.js';
import { nearest } from '../suggest.js';
import { canonical } from '../values.js';
import { hasFormat } from './formats.js';
import type { SchemaNode } from './node.js';
import { re2 } from './pattern.js';

/** Length, pattern and format of a text; of length and pattern only the first fault is reported. */
export function checkString(node: SchemaNode, value: string, path: string, found: SchemaFinding[]): void {
  const fault = lengthFault(node, value, path) ?? patternFault(node, value, path);
  if (fault) found.push(fault);
  if (node.format !== undefined && !hasFormat(value, node.format)) {
    const message = `is not a ${node.format}`;
    found.push({ code: 'TM3011', field: path, message, value, remedy: `Write a value of the format ${node.format}.` });
  }
}

function lengthFault(node: SchemaNode, value: string, field: string): SchemaFinding | undefined {
  const { minLength, maxLength } = node.schema;
  if (maxLength !== undefined && value.length > maxLength && runes(value) > maxLength) {
    const message = `has ${runes(value)} characters, more than ${maxLength}`;
    return { code: 'TM3007', field, message, value, remedy: `Write at most ${maxLength} characters.` };
  }
  if (minLength !== undefined && value.length < 2 * minLength && runes(value) < minLength) {
    const message = `has ${runes(value)} characters, fewer than ${minLength}`;
    return { code: 'TM3008', field, message, value, remedy: `Write at least ${minLength} characters.` };
  }
  return undefined;
}

function patternFault({ schema }: SchemaNode, value: string, field: string): SchemaFinding | undefined {
  const { pattern } = schema;
  if (pattern === undefined || pattern === '' || re2(pattern)?.test(value) === true) return undefined;
  const remedy = `Write a value that matches ${pattern}.`;
  return { code: 'TM3010', field, message: 'does not match the pattern of the field', value, remedy };
}

/** Bounds of a number. */
export function checkNumber(node: SchemaNode, value: number, field: string, found: SchemaFinding[]): void {
  const { minimum, maximum, multipleOf, exclusiveMinimum, exclusiveMaximum } = node.schema;
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) {
    const remedy = `Write a multiple of ${multipleOf}.`;
    found.push({ code: 'TM3009', field, message: `is not a multiple of ${multipleOf}`, value, remedy });
  }
  if (maximum !== undefined && (value > maximum || (exclusiveMaximum === true && value === maximum))) {
    const bound = exclusiveMaximum === true ? `less than ${maximum}` : `at most ${maximum}`;
    found.push({ code: 'TM3009', field, message: `must be ${bound}`, value, remedy: `Write a number ${bound}.` });
  }
  if (minimum !== undefined && (value < minimum || (exclusiveMinimum === true && value === minimum))) {
    const bound = exclusiveMinimum === true ? `greater than ${minimum}` : `at least ${minimum}`;
    found.push({ code: 'TM3009', field, message: `must be ${bound}`, value, remedy: `Write a number ${bound}.` });
  }
}

/** Membership in an enumeration. */
export function checkEnum({ schema }: SchemaNode, value: JsonValue, field: string, found: SchemaFinding[]): void {
  const admitted = schema.enum;
  if (!admitted || admitted.length === 0) return;
  if (value !== null && admitted.some((one) => one === value || sameCompound(one, value))) return;
  const texts = admitted.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const near = typeof value === 'string' ? nearest(value, texts) : undefined;
  const hint = near === undefined ? '' : `Did you mean '${near}'? `;
  const remedy = `${hint}Write one of ${texts.map((text) => `'${text}'`).join(', ')}.`;
  found.push({ code: 'TM3006', field, message: 'is not one of the values the field admits', value, remedy });
}

function sameCompound(one: JsonValue, other: JsonValue): boolean {
  return typeof one === 'object' && typeof other === 'object' && canonical(one) === canonical(other);
}

/** Number of characters as the API server counts them. */
function runes(text: string): number {
  return Array.from(text).length;
}
