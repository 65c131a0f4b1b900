export type { MatchResult } from './input.js';
export { addMatchers, type JestLike, type MatcherMap } from './matchers.js';
export type { Call } from './question.js';
export type { Ends } from './to-be-reachable-from.js';
export { accessTable } from './to-match-access-snapshot.js';
export type { AccessMatchers } from './types.js';
