import { createRequire } from 'node:module';

/** Puts back what was replaced. */
export type Restore = () => void;

type AnyFunction = (...args: never[]) => unknown;

/**
 * A module of the Pulumi SDK, or of what it is installed with. Such modules are internal, so one may be missing in
 * another release of the SDK; a program is then recorded in the time that it takes.
 */
export function moduleOfSdk(name: string): unknown {
  const load = createRequire(require.resolve('@pulumi/pulumi'));
  try {
    return load(name) as unknown;
  } catch (error) {
    if (Reflect.get(Object(error) as object, 'code') === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * Replaces a function at an object or a class; where there is none, nothing is.
 *
 * @param holder - the object, where it was found
 * @param key - name of the function
 * @param by - makes the other function, of which the first argument is the one that it replaces
 */
export function replace<F extends AnyFunction>(holder: unknown, key: string, by: (replaced: F) => F): Restore {
  const target = Object(holder) as object;
  const replaced: unknown = Reflect.get(target, key);
  if (typeof replaced !== 'function') return () => undefined;
  Reflect.set(target, key, by(replaced as F));
  return () => {
    Reflect.set(target, key, replaced);
  };
}
