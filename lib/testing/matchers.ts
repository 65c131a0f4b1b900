import type { ManifestSet } from '../manifest/index.js';
import { toAllow } from './to-allow.js';
import { toBeReachableFrom } from './to-be-reachable-from.js';
import { toDeny } from './to-deny.js';
import { toHaveNoFindings } from './to-have-no-findings.js';
import { toIsolate } from './to-isolate.js';
import { accessTable } from './to-match-access-snapshot.js';

/** What of jest's `expect` the matchers need. */
export interface JestLike {
  (value: string): { readonly toMatchSnapshot: () => unknown };
  readonly extend: (matchers: Record<string, (this: never, received: never, ...rest: never[]) => unknown>) => void;
}

/**
 * Adds the matchers to `expect`; one call in a setup file serves every test.
 *
 * @param jestExpect - `expect` of jest
 */
export function addMatchers(jestExpect: JestLike): void {
  jestExpect.extend({
    toAllow,
    toDeny,
    toIsolate,
    toBeReachableFrom,
    toHaveNoFindings,
    // A snapshot that differs throws by itself, with jest's own account of the difference.
    toMatchAccessSnapshot(this: unknown, set: ManifestSet) {
      jestExpect(accessTable(set)).toMatchSnapshot();
      return { pass: true, message: () => 'A snapshot cannot be negated.' };
    },
  });
}
