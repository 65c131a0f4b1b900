import { answerText } from '../access/index.js';
import type { ManifestSet } from '../manifest/index.js';
import { accessOf, type MatchResult } from './input.js';
import { questionOf, type Call } from './question.js';

/** Whether a set lets a call through for certain; a call that depends on more than the set does not count. */
export function toAllow(set: ManifestSet, call: Call): MatchResult {
  const answer = accessOf(set).ask(questionOf(call));
  const pass = answer.outcome === 'allow';
  return { pass, message: () => `The call should ${pass ? 'not ' : ''}be allowed.\n${answerText(answer)}` };
}
