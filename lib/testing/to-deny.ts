import { answerText } from '../access/index.js';
import type { ManifestSet } from '../manifest/index.js';
import { accessOf, type MatchResult } from './input.js';
import { questionOf, type Call } from './question.js';

/** Whether a set refuses a call for certain. */
export function toDeny(set: ManifestSet, call: Call): MatchResult {
  const answer = accessOf(set).ask(questionOf(call));
  const pass = answer.outcome === 'deny';
  return { pass, message: () => `The call should ${pass ? 'not ' : ''}be refused.\n${answerText(answer)}` };
}
