export { checkSchema, type SchemaCheckOptions } from './check-schema.js';
export type { SchemaFinding } from './finding.js';
export { schemaCheck } from './set-check.js';
