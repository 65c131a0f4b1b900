import type { Finding } from './finding.js';
import type { ManifestSet } from './manifest-set.js';

/** A check over a whole set: schema, analyzer rules, or one of your own. */
export type Check = (set: ManifestSet) => readonly Finding[];
