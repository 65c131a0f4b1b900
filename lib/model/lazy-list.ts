import { lazy } from './lazy.js';

/** A list that grows until synth, when `produce` is called once; typed, where cdk8s hands out `any`. */
export function lazyList<T>(produce: () => readonly T[]): readonly T[] {
  return lazy(() => [...produce()]);
}
