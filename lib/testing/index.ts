export { addMatchers, type JestLike } from './matchers.js';
export type { Call } from './question.js';
export type { Ends } from './to-be-reachable-from.js';
export { accessTable } from './to-match-access-snapshot.js';
export type { AccessMatchers } from './types.js';
