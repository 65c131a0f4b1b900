import type { PolicyDefinition } from './policy.js';
import * as policies from './policies/index.js';

/** Every admission policy, by name. */
export const ADMISSION_POLICIES: readonly PolicyDefinition[] = Object.values(policies).sort((one, other) =>
  one.name < other.name ? -1 : 1,
);
