import { access, type Access } from '../access/index.js';
import type { ManifestSet } from '../manifest/index.js';

const KNOWN = new WeakMap<ManifestSet, Access>();

/** Answers about a set; many expectations of one set share one index. */
export function accessOf(set: ManifestSet): Access {
  const known = KNOWN.get(set) ?? access(set);
  KNOWN.set(set, known);
  return known;
}

/** What a matcher tells jest. */
export interface MatchResult {
  /** Whether the expectation holds. */
  readonly pass: boolean;
  /** What to say where it does not. */
  readonly message: () => string;
}
