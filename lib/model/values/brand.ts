import type { Code } from '../codes/index.js';
import { MeshError } from '../errors.js';

declare const BRAND: unique symbol;

/** A string or number that a parser has accepted: inside the library nobody checks it again. */
export type Branded<T, B extends string> = T & { readonly [BRAND]: B };

/** Where a value came from, for the message of a refusal. */
export interface At {
  /** Construct path, or `file:line`. */
  readonly where: string;
  /** The property. */
  readonly field: string;
}

/** Refuses a value. */
export function refuse(code: Code, at: At, what: string, value: unknown, remedy: string): never {
  throw new MeshError({ code, where: at.where, field: at.field, what, value, remedy });
}
