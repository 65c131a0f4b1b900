import { CelError } from './ast.js';

/** A length of time in nanoseconds. */
export class Duration {
  constructor(readonly nanos: bigint) {}
}

/** A moment in nanoseconds since 1970. */
export class Timestamp {
  constructor(readonly nanos: bigint) {}
}

/** A value that may be absent. */
export class Optional {
  constructor(readonly value?: CelValue) {}
}

/** Parts of a URL. */
export class Url {
  constructor(
    readonly scheme: string,
    readonly host: string,
    readonly path: string,
    readonly query: string,
  ) {}
}

/** An IP address as a number, with its family. */
export class Ip {
  constructor(
    readonly family: 4 | 6,
    readonly bits: bigint,
    readonly text: string,
  ) {}
}

/** A network. */
export class Cidr {
  constructor(
    readonly ip: Ip,
    readonly length: number,
  ) {}
}

/** An amount as a fraction of two whole numbers. */
export class Quantity {
  constructor(
    readonly units: bigint,
    readonly scale: bigint,
  ) {}
}

/** A named format that can check a text. */
export class Format {
  constructor(
    readonly name: string,
    readonly faults: (text: string) => readonly string[],
  ) {}
}

/** A value while a rule is evaluated; whole and broken numbers are both numbers. */
export type CelValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly CelValue[]
  | CelObject
  | Duration
  | Timestamp
  | Optional
  | Url
  | Ip
  | Cidr
  | Quantity
  | Format;

/** A map or an object. */
export interface CelObject {
  readonly [key: string]: CelValue | undefined;
}

/** Whether a value is a map or an object. */
export function isMap(value: CelValue | undefined): value is CelObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isOpaque(value);
}

/** Whether a value is a list. */
export function isList(value: CelValue | undefined): value is readonly CelValue[] {
  return Array.isArray(value);
}

/** Refuses an operation on values it is not made for. */
export function noOverload(what: string): never {
  throw new CelError(`'${what}' does not take these values`);
}

const OPAQUE = [Uint8Array, Duration, Timestamp, Optional, Url, Ip, Cidr, Quantity, Format];

function isOpaque(value: object): boolean {
  const { constructor } = Object.getPrototypeOf(value) as { constructor: unknown };
  return constructor !== Object && OPAQUE.some((type) => value instanceof type);
}
