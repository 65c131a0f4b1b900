import type { ManifestSet } from '../manifest/index.js';
import type { MatchResult } from './input.js';
import type { Call } from './question.js';
import { toAllow } from './to-allow.js';
import { toBeReachableFrom, type Ends } from './to-be-reachable-from.js';
import { toDeny } from './to-deny.js';
import { toHaveNoFindings } from './to-have-no-findings.js';
import { toIsolate } from './to-isolate.js';
import { accessTable } from './to-match-access-snapshot.js';

/** The matchers, as `expect.extend` takes them. An alias, since an interface has no index signature. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- as the sentence above says
export type MatcherMap = {
  readonly toAllow: (set: ManifestSet, call: Call) => MatchResult;
  readonly toDeny: (set: ManifestSet, call: Call) => MatchResult;
  readonly toIsolate: (set: ManifestSet, from: string, to: string) => MatchResult;
  readonly toBeReachableFrom: (set: ManifestSet, ends: Ends) => MatchResult;
  readonly toHaveNoFindings: (set: ManifestSet) => MatchResult;
  readonly toMatchAccessSnapshot: (set: ManifestSet) => MatchResult;
};

/** What of jest's `expect` the matchers need. */
export interface JestLike {
  /** Expects something of a text. */
  (value: string): { readonly toMatchSnapshot: () => unknown };
  /** Adds matchers. */
  readonly extend: (matchers: MatcherMap) => void;
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
    toMatchAccessSnapshot: (set) => {
      jestExpect(accessTable(set)).toMatchSnapshot();
      return { pass: true, message: () => 'A snapshot cannot be negated.' };
    },
  });
}
