import { noOverload, type CelValue } from '../values.js';

/** A function over finished values; of a method, the first is the object it is called on. */
export type CelFunction = (args: readonly CelValue[]) => CelValue;

/** Functions by name. */
export type Functions = Readonly<Record<string, CelFunction>>;

/** A function of one text. */
export function onText(name: string, run: (text: string) => CelValue): CelFunction {
  return ([text]) => (typeof text === 'string' ? run(text) : noOverload(name));
}

/** A function of two texts. */
export function onTexts(name: string, run: (text: string, other: string) => CelValue): CelFunction {
  return ([text, other]) =>
    typeof text === 'string' && typeof other === 'string' ? run(text, other) : noOverload(name);
}

/** A function of one value of a class. */
export function on<T extends CelValue>(
  name: string,
  is: (value: CelValue | undefined) => value is T,
  run: (value: T, args: readonly CelValue[]) => CelValue,
): CelFunction {
  return ([value, ...args]) => (is(value) ? run(value, args) : noOverload(name));
}

/** An argument that must be a whole number. */
export function wholeNumber(name: string, value: CelValue | undefined): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : noOverload(name);
}
