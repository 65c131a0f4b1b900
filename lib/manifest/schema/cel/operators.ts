import { CelError, type BinaryOp } from './ast.js';
import { Cidr, Duration, Format, Ip, isList, isMap, noOverload, Optional, Quantity, Timestamp, Url } from './values.js';
import type { CelObject, CelValue } from './values.js';

/** The operators that take two finished values. */
export type PlainOp = Exclude<BinaryOp, '&&' | '||'>;

/** Applies an operator to two values. */
export const OPERATORS: Readonly<Record<PlainOp, (left: CelValue, right: CelValue) => CelValue>> = {
  '==': equal,
  '!=': (left, right) => !equal(left, right),
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
  in: contains,
  '+': add,
  '-': subtract,
  '*': (left, right) => numeric('*', left, right, (a, b) => a * b),
  '/': (left, right) => numeric('/', left, right, divide),
  '%': (left, right) => numeric('%', left, right, remainder),
};

/** Whether two values are equal; values of different types are not. */
export function equal(left: CelValue, right: CelValue): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (isList(left))
    return isList(right) && left.length === right.length && left.every((one, i) => equal(one, right[i] ?? null));
  if (isMap(left)) return isMap(right) && equalMaps(left, right);
  return equalOpaque(left, right);
}

function equalMaps(left: CelObject, right: CelObject): boolean {
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equal(left[key] ?? null, right[key] ?? null))
  );
}

function equalOpaque(left: CelValue, right: CelValue): boolean {
  if (left instanceof Duration) return right instanceof Duration && left.nanos === right.nanos;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanos === right.nanos;
  if (left instanceof Quantity) return right instanceof Quantity && compareQuantities(left, right) === 0;
  if (left instanceof Ip) return right instanceof Ip && left.bits === right.bits && left.family === right.family;
  if (left instanceof Cidr) return right instanceof Cidr && left.length === right.length && equal(left.ip, right.ip);
  if (left instanceof Url) return right instanceof Url && urlText(left) === urlText(right);
  if (left instanceof Format) return right instanceof Format && left.name === right.name;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && Buffer.compare(left, right) === 0;
  if (!(left instanceof Optional) || !(right instanceof Optional)) return false;
  return left.value === undefined || right.value === undefined
    ? left.value === right.value
    : equal(left.value, right.value);
}

function urlText({ scheme, host, path, query }: Url): string {
  return `${scheme}\n${host}\n${path}\n${query}`;
}

/** Order of two values of one type. */
export function compare(left: CelValue, right: CelValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  const times =
    left instanceof Duration ? right instanceof Duration : left instanceof Timestamp && right instanceof Timestamp;
  if (times && (left instanceof Duration || left instanceof Timestamp)) {
    return Number(left.nanos - (right as Duration | Timestamp).nanos);
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  return noOverload('<');
}

/** Order of two quantities. */
export function compareQuantities(left: Quantity, right: Quantity): number {
  const [a, b] = [left.units * right.scale, right.units * left.scale];
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function contains(left: CelValue, right: CelValue): boolean {
  if (isList(right)) return right.some((one) => equal(left, one));
  if (isMap(right)) return typeof left === 'string' && Object.hasOwn(right, left);
  return noOverload('in');
}

function add(left: CelValue, right: CelValue): CelValue {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (isList(left) && isList(right)) return [...left, ...right];
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.nanos + right.nanos);
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.nanos + right.nanos);
  return numeric('+', left, right, (a, b) => a + b);
}

function subtract(left: CelValue, right: CelValue): CelValue {
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.nanos - right.nanos);
  if (left instanceof Timestamp && right instanceof Timestamp) return new Duration(left.nanos - right.nanos);
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.nanos - right.nanos);
  return numeric('-', left, right, (a, b) => a - b);
}

function numeric(op: string, left: CelValue, right: CelValue, apply: (a: number, b: number) => number): number {
  return typeof left === 'number' && typeof right === 'number' ? apply(left, right) : noOverload(op);
}

function divide(a: number, b: number): number {
  if (!Number.isInteger(a) || !Number.isInteger(b)) return a / b;
  if (b === 0) throw new CelError('division by zero');
  return Math.trunc(a / b);
}

function remainder(a: number, b: number): number {
  if (b === 0) throw new CelError('modulus by zero');
  return a % b;
}
