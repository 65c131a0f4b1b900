import { schemaCheck } from '../manifest/schema/index.js';
import { checkClearSecrets, checkNamespaces, checkUnitSize, type Check } from '../manifest/index.js';

/** Checks that every synth runs, in this order. */
export const DEFAULT_CHECKS: readonly Check[] = [
  checkNamespaces,
  checkUnitSize,
  checkClearSecrets,
  (set) => schemaCheck(set),
];
