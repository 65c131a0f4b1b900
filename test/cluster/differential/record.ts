/**
 * Compares the schema check with the API server's own code over seeded cases, and records the verdicts of the latter:
 *
 *     node --import tsx test/cluster/differential/record.ts PROGRAM [SAMPLES MUTANTS AIMED]
 *
 * PROGRAM is the built `crdcheck`. Without numbers the recorded cases are judged and written to the fixture; with
 * numbers nothing is written. Exits 1 where the two disagree.
 */
import { cases } from '../../manifest/schema/harness/cases.js';
import { agrees } from '../../manifest/schema/harness/agreement.js';
import { RECORDED, writeVerdicts } from '../../manifest/schema/harness/recorded.js';
import { judge } from './judge.js';

const [program, ...numbers] = process.argv.slice(2);
if (program === undefined) throw new Error('Name the program that judges.');
const [samples = RECORDED.samples, mutants = RECORDED.mutants, aimed = RECORDED.aimed] = numbers.map(Number);
const all = cases({ samples, mutants, aimed });
const verdicts = judge(program, all);
const differing = all.filter((one) => !agrees(one, verdicts.get(one.name) ?? []));
for (const { name, object } of differing.slice(0, 20)) {
  process.stdout.write(`${name}: ${JSON.stringify(verdicts.get(name))}\n  ${JSON.stringify(object)}\n`);
}
const refused = [...verdicts.values()].filter((fields) => fields.length > 0).length;
process.stdout.write(`${all.length} objects, ${refused} refused, ${differing.length} judged differently\n`);
if (numbers.length === 0) writeVerdicts('custom', verdicts);
process.exitCode = differing.length === 0 ? 0 : 1;
