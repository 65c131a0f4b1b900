import { poolOverlap } from './rules/metallb/pool-overlap.js';
import { replicasBesideCanary } from './rules/flagger/replicas-beside-canary.js';
import type { Rule } from './rule.js';

/** Every rule, by code. */
export const RULES: readonly Rule[] = [replicasBesideCanary, poolOverlap];
