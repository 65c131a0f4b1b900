import type * as Schema from '../manifest/schema/index.js';
import { checkClearSecrets, checkNamespaces, checkUnitSize, type Check } from '../manifest/index.js';

/** The schema check, loaded by the first synth: it is a third of all modules, and importing the package runs none. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
const schema = () => require('../manifest/schema/index.js') as typeof Schema;

/** Checks that every synth runs, in this order. */
export const DEFAULT_CHECKS: readonly Check[] = [
  checkNamespaces,
  checkUnitSize,
  checkClearSecrets,
  (set) => schema().schemaCheck(set),
];
