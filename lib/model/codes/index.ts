import { ACCESS_CODES } from './access.js';
import { ADMISSION_CODES } from './admission.js';
import { ANALYZER_CODES } from './analyzer.js';
import { CONSTRUCT_CODES } from './constructs.js';
import { FLOW_CODES } from './flow.js';
import { GITOPS_CODES } from './gitops.js';
import { PULUMI_CODES } from './pulumi.js';
import { SCHEMA_CODES } from './schema.js';
import { VALUE_CODES } from './values.js';
import type { CodeInfo } from './info.js';

export type { CodeInfo, Level } from './info.js';

/**
 * The one table of codes: errors, analyzer rules, plan warnings and admission policies.
 *
 * Areas: 1xxx values and constructs, 2xxx the flow (units, facts, synth), 3xxx schema check, 4xxx analyzer rules,
 * 5xxx the Git tree, 6xxx admission policies, 7xxx Pulumi, 8xxx access. A code is never reused; a retired one keeps its line.
 */
export const CODES = {
  ...VALUE_CODES,
  ...CONSTRUCT_CODES,
  ...FLOW_CODES,
  ...SCHEMA_CODES,
  ...ANALYZER_CODES,
  ...GITOPS_CODES,
  ...ADMISSION_CODES,
  ...PULUMI_CODES,
  ...ACCESS_CODES,
} as const satisfies Record<`TM${number}`, CodeInfo>;

/** A stable code: `TM` and four digits. */
export type Code = keyof typeof CODES;
