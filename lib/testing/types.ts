import type {} from 'expect';
import type { Call } from './question.js';
import type { Ends } from './to-be-reachable-from.js';

/** The matchers, as `expect` offers them. */
export interface AccessMatchers<R> {
  /** The set lets the call through for certain. */
  toAllow(call: Call): R;
  /** The set refuses the call for certain. */
  toDeny(call: Call): R;
  /** Nothing of the first tenant reaches the second, directly or over several hops. */
  toIsolate(from: string, to: string): R;
  /** Some request from one set of workloads gets to another. */
  toBeReachableFrom(ends: Ends): R;
  /** The table of who may call whom is the one of the snapshot. */
  toMatchAccessSnapshot(): R;
  /** The analyzer is silent on the set. */
  toHaveNoFindings(): R;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- @types/jest is extended through its namespace alone.
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars -- as above
    interface Matchers<R, T> extends AccessMatchers<R> {}
  }
}

declare module 'expect' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars -- as above
  interface Matchers<R extends void | Promise<void>, T = unknown> extends AccessMatchers<R> {}
}
