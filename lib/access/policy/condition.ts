import type { Call } from './call.js';
import { attributeOf, fixedAttribute, type Attribute, type CallTest, type ValueContext } from './attribute.js';
import { MAYBE, NO, not, YES, type Truth } from './truth.js';

/** One field of a rule: a list of values of which one must fit, and a list of which none may. */
export interface Field {
  /** Key of the attribute. */
  readonly key: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

/** A field made ready to test calls. */
export interface Condition extends Field {
  readonly test: CallTest;
}

/** What becomes of a field: a condition, nothing to ask, or a fault that an ALLOW rule does not survive. */
export type Compiled = Condition | 'nothing' | 'fault';

/** Whether a key is one that Istio knows. */
export function isKnownKey(key: string): boolean {
  return attributeOf(key) !== undefined;
}

/**
 * Makes a field ready. Values that mean nothing here (HTTP on a TCP port, a malformed address) are left out,
 * and `fault` says so where none may be left out.
 */
export function compileField(field: Field, context: ValueContext, tcp: boolean, strict: boolean): Compiled {
  const attribute = fixedAttribute(field.key) ?? attributeOf(field.key);
  if (attribute === undefined) return 'fault';
  const wanted = testsOf(attribute, field.values, context, tcp);
  const unwanted = testsOf(attribute, field.notValues, context, tcp);
  if (strict && wanted.length + unwanted.length < field.values.length + field.notValues.length) return 'fault';
  if (wanted.length === 0 && unwanted.length === 0) return 'nothing';
  return { ...field, test: combine(wanted, unwanted) };
}

function testsOf(attribute: Attribute, values: readonly string[], context: ValueContext, tcp: boolean): CallTest[] {
  if (tcp && attribute.http) return [];
  return values.map((value) => attribute.test(value, context)).filter((test) => test !== undefined);
}

function combine(wanted: readonly CallTest[], unwanted: readonly CallTest[]): CallTest {
  if (unwanted.length === 0) return anyOf(wanted);
  const none = anyOf(unwanted);
  if (wanted.length === 0) return (call) => not(none(call));
  const some = anyOf(wanted);
  return (call) => {
    const first = some(call);
    if (first === NO) return NO;
    const second = not(none(call));
    return first < second ? first : second;
  };
}

/** OR of tests. */
export function anyOf(tests: readonly CallTest[]): CallTest {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (call: Call): Truth => {
    let best: Truth = NO;
    for (const test of tests) {
      const value = test(call);
      if (value === YES) return YES;
      if (value === MAYBE) best = MAYBE;
    }
    return best;
  };
}

/** AND of tests. */
export function allOf(tests: readonly CallTest[]): CallTest {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (call: Call): Truth => {
    let least: Truth = YES;
    for (const test of tests) {
      const value = test(call);
      if (value === NO) return NO;
      if (value === MAYBE) least = MAYBE;
    }
    return least;
  };
}
