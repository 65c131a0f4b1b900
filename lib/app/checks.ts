import type * as Analyzer from '../analyzer/index.js';
import { checkObjectSize } from '../gitops/writer.js';
import type * as Schema from '../manifest/schema/index.js';
import {
  checkClearSecrets,
  checkNamespaces,
  checkUnitSize,
  type Check,
  type Finding,
  type ManifestSet,
} from '../manifest/index.js';

/** The schema check, loaded by the first synth: it is a third of all modules, and importing the package runs none. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
const schema = () => require('../manifest/schema/index.js') as typeof Schema;
/** The rules, loaded by the first synth too. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it with the package
const analyzer = () => require('../analyzer/index.js') as typeof Analyzer;

/** Every rule but the one that {@link checkClearSecrets} stands for here, which cannot be waived. */
function checkRules(set: ManifestSet): readonly Finding[] {
  const { RULES, analyze } = analyzer();
  return analyze(
    set,
    RULES.filter(({ meta }) => meta.name !== 'secret-in-clear'),
  );
}

/** Every object is what the API server's schemas and rules take. */
export const checkSchema: Check = (set) => schema().schemaCheck(set);

/** Checks that every synth runs, in this order. */
export const DEFAULT_CHECKS: readonly Check[] = [
  checkNamespaces,
  checkUnitSize,
  checkObjectSize,
  checkClearSecrets,
  checkSchema,
  checkRules,
];
